import VerifiedIcon from '@mui/icons-material/VerifiedUserOutlined';
import { Alert, Button, Dialog, DialogContent, DialogTitle } from '@mui/material';
import { useEffect, useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { failureKey } from '../layout/LoadFailure';
import { currentSession } from '../session/session';
import type { LogCheck } from './entry';

/** Follows the chain of hashes from the first entry to the last, on the server. */
export const ChainCheck = () => {
  const translate = useTranslate();
  const notify = useNotify();
  const [result, setResult] = useState<LogCheck>();
  const [busy, setBusy] = useState(false);
  const offered = useOfPlatform();
  if (!offered) return null;
  const check = () => {
    setBusy(true);
    consoleRequest('operator-log/check')
      .then(({ body }) => setResult(body as LogCheck))
      .catch((error: unknown) => notify(failureKey(error), { type: 'error' }))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button size="small" startIcon={<VerifiedIcon />} aria-haspopup="dialog" disabled={busy} onClick={check}>
        {translate('latchkey.log.check')}
      </Button>
      <Dialog
        open={result !== undefined}
        onClose={() => setResult(undefined)}
        maxWidth="sm"
        fullWidth
        aria-labelledby="chain"
      >
        <DialogTitle id="chain">{translate('latchkey.log.check_title')}</DialogTitle>
        <DialogContent>{result && <Verdict {...result} />}</DialogContent>
      </Dialog>
    </>
  );
};

const Verdict = ({ intact, entries, brokenAt, fault }: LogCheck) => {
  const translate = useTranslate();
  if (intact) return <Alert severity="success">{translate('latchkey.log.intact', { smart_count: entries })}</Alert>;
  return <Alert severity="error">{translate(`latchkey.log.${fault ?? 'changed'}`, { number: brokenAt })}</Alert>;
};

/** The chain runs through every tenant's entries, so it is the platform's to check. */
function useOfPlatform(): boolean {
  const [ofPlatform, setOfPlatform] = useState(false);
  useEffect(() => {
    currentSession().then(
      ({ tenantId }) => setOfPlatform(tenantId === null),
      () => undefined,
    );
  }, []);
  return ofPlatform;
}
