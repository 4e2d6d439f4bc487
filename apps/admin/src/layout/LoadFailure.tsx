import CloudOffIcon from '@mui/icons-material/CloudOffOutlined';
import { Button } from '@mui/material';
import { useRefresh, useTranslate } from 'react-admin';
import { statusOf } from '../api/consoleRequest';
import { AccessDenied } from './AccessDenied';
import { NotFound } from './NotFound';
import { Notice } from './Notice';

/** Stands where data would, when it could not be loaded. */
export const LoadFailure = ({ error }: { error: unknown }) => {
  const translate = useTranslate();
  const refresh = useRefresh();
  if (statusOf(error) === 404) return <NotFound />;
  if (statusOf(error) === 403) return <AccessDenied />;
  return (
    <Notice icon={<CloudOffIcon />} title={translate('latchkey.error.title')} text={translate(failureKey(error))}>
      <Button variant="outlined" onClick={refresh}>
        {translate('latchkey.try_again')}
      </Button>
    </Notice>
  );
};

/** What `consoleRequest` says of a failure; anything else is a bug of ours. */
export const failureKey = (error: unknown) =>
  error instanceof Error && error.message.startsWith('latchkey.') ? error.message : 'latchkey.error.internal';
