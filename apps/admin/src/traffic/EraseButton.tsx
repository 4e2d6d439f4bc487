import { Button } from '@mui/material';
import { lazy, Suspense, useState } from 'react';
import { useCanAccess, useTranslate } from 'react-admin';

const EraseDialog = lazy(() => import('./EraseDialog'));

/** Offers to erase a number, to those who may. */
export const EraseButton = () => {
  const translate = useTranslate();
  const { canAccess } = useCanAccess({ resource: 'verifications', action: 'delete' });
  const [open, setOpen] = useState(false);
  if (!canAccess) return null;
  return (
    <>
      <Button color="error" aria-haspopup="dialog" sx={{ height: 40 }} onClick={() => setOpen(true)}>
        {translate('latchkey.erasing.action')}
      </Button>
      <Suspense fallback={null}>{open && <EraseDialog close={() => setOpen(false)} />}</Suspense>
    </>
  );
};
