import DownloadIcon from '@mui/icons-material/FileDownloadOutlined';
import { Button } from '@mui/material';
import { lazy, Suspense, useState } from 'react';
import { useCanAccess, useListContext, useTranslate } from 'react-admin';

const ExportDialog = lazy(() => import('./ExportDialog'));

/** Takes out what the filter finds, as a file. */
export const ExportButton = () => {
  const translate = useTranslate();
  const { resource } = useListContext();
  const { canAccess } = useCanAccess({ resource, action: 'export' });
  const [open, setOpen] = useState(false);
  if (!canAccess) return null;
  return (
    <>
      <Button size="small" startIcon={<DownloadIcon />} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {translate('latchkey.traffic.export')}
      </Button>
      <Suspense fallback={null}>{open && <ExportDialog close={() => setOpen(false)} />}</Suspense>
    </>
  );
};
