import { Alert, Button } from '@mui/material';
import Box from '@mui/material/Box';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { failureKey } from '../layout/LoadFailure';

interface Verdict {
  readonly verdict: string;
  readonly providerCode: string;
}

/** Asks the provider whether the account's credentials work. Nothing is sent and nothing is changed. */
export const CredentialCheck = ({ accountId }: { accountId: string }) => {
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<{ good: boolean; text: string }>();
  const translate = useTranslate();
  const check = async () => {
    setBusy(true);
    try {
      const { body } = await consoleRequest(`accounts/${encodeURIComponent(accountId)}/check`, { method: 'POST' });
      const { verdict, providerCode } = body as Verdict;
      const text = translate(`latchkey.accounts.verdict.${verdict}`);
      setTold({ good: verdict.startsWith('works'), text: providerCode === '' ? text : `${text} (${providerCode})` });
    } catch (error) {
      setTold({ good: false, text: translate(failureKey(error)) });
    }
    setBusy(false);
  };
  return (
    <Box sx={{ display: 'grid', gap: 1.5, justifyItems: 'start' }}>
      <Button variant="outlined" onClick={() => void check()} disabled={busy}>
        {translate(busy ? 'latchkey.accounts.checking' : 'latchkey.accounts.check')}
      </Button>
      {told && (
        <Alert severity={told.good ? 'success' : 'error'} variant="outlined" sx={{ width: '100%' }}>
          {told.text}
        </Alert>
      )}
    </Box>
  );
};
