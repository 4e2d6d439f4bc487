import { Alert, Button, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { useState } from 'react';
import { useCanAccess, useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { Command } from '../layout/Command';
import { failureKey } from '../layout/LoadFailure';

/** Where Tencent pushes receipts and replies to. Whoever knows it can push some, so it is shown when asked for. */
export const CallbackAddress = ({ accountId }: { accountId: string }) => {
  const [url, setUrl] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const translate = useTranslate();
  const { canAccess } = useCanAccess({ action: 'reveal', resource: 'accounts' });
  if (!canAccess) return null;
  const show = async () => {
    try {
      const { body } = await consoleRequest(`accounts/${encodeURIComponent(accountId)}/callback`, { method: 'POST' });
      setUrl((body as { url: string }).url);
      setProblem(undefined);
    } catch (error) {
      setProblem(translate(failureKey(error)));
    }
  };
  return (
    <Box component="section" sx={{ display: 'grid', gap: 1, justifyItems: 'stretch' }}>
      <Typography variant="h6" component="h2">
        {translate('latchkey.accounts.callback_title')}
      </Typography>
      {url === undefined ? (
        <Box>
          <Button variant="outlined" onClick={() => void show()}>
            {translate('latchkey.accounts.callback')}
          </Button>
        </Box>
      ) : (
        <Command>{url}</Command>
      )}
      <Typography variant="body2" color="textSecondary">
        {translate('latchkey.accounts.callback_why')}
      </Typography>
      {problem !== undefined && (
        <Alert severity="error" variant="outlined">
          {problem}
        </Alert>
      )}
    </Box>
  );
};
