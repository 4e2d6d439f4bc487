import { Alert, Button, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { useState } from 'react';
import { useLocaleState, useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { useAnswer } from '../api/useAnswer';
import { failureKey } from '../layout/LoadFailure';
import { Moment } from '../owned/Moment';
import { whole } from '../seeing/numbers';
import { PackageBar } from '../seeing/Packages';
import type { PackageBalance } from './package';
import { PackageNote } from './PackageNote';

/** What the account has left of each package, and a button that has it asked now. */
export const AccountPackages = ({ accountId }: { accountId: string }) => {
  const translate = useTranslate();
  const { answer, error, reload } = useAnswer<readonly PackageBalance[]>(
    `packages?${new URLSearchParams({ accountId })}`,
  );
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const balance = answer?.[0];
  const ask = async () => {
    setBusy(true);
    setProblem(undefined);
    await consoleRequest(`accounts/${encodeURIComponent(accountId)}/packages`, { method: 'POST' }).catch(setProblem);
    reload();
    setBusy(false);
  };
  const failure = problem ?? (answer ? undefined : error);
  return (
    <Box component="section" sx={{ display: 'grid', gap: 1 }}>
      <Typography variant="h6" component="h2">
        {translate('latchkey.packages.title')}
      </Typography>
      {balance?.packages.map((one) => (
        <One key={one.id} one={one} tenantId={balance.tenantId} />
      ))}
      {balance && <PackageNote balance={balance} />}
      {Boolean(failure) && <Alert severity="warning">{translate(failureKey(failure))}</Alert>}
      <Box>
        <Button variant="outlined" disabled={busy} onClick={() => void ask()}>
          {translate(busy ? 'latchkey.accounts.checking' : 'latchkey.packages.ask')}
        </Button>
      </Box>
    </Box>
  );
};

const One = ({ one, tenantId }: { one: PackageBalance['packages'][number]; tenantId: string }) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const { id, gift, amount, used, expiresAt } = one;
  const remaining = Math.max(0, amount - used);
  const name = translate(gift ? 'latchkey.packages.gift' : 'latchkey.packages.bought', { id });
  return (
    <div>
      <Box
        sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', columnGap: 2, fontSize: '0.875rem' }}
      >
        <span>{name}</span>
        <span>
          {translate('latchkey.packages.left_of', { left: whole(remaining, locale), of: whole(amount, locale) })}
          {expiresAt !== null && (
            <>
              {' · '}
              {translate('latchkey.packages.until')} <Moment at={expiresAt} tenantId={tenantId} />
            </>
          )}
        </span>
      </Box>
      <PackageBar bought={Math.max(1, amount)} remaining={remaining} label={name} />
    </div>
  );
};
