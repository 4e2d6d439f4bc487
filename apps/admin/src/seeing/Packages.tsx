import { LinearProgress, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { Link, useCanAccess, useLocaleState, useTranslate } from 'react-admin';
import type { PackageBalance } from '../accounts/package';
import { PackageNote } from '../accounts/PackageNote';
import { useBoundTenant } from '../session/useBoundTenant';
import { TenantName } from '../owned/TenantName';
import { whole } from './numbers';
import { Panel } from './Panel';
import { useConsole } from './useStatistics';

const SHOWN = 6;

/** What accounts have left of the messages they paid for in advance, the least first. */
export const Packages = ({ tenantId, minHeight }: { tenantId: string | undefined; minHeight: number }) => {
  const translate = useTranslate();
  const { canAccess } = useCanAccess({ resource: 'accounts', action: 'list' });
  const query = tenantId === undefined ? '' : `?${new URLSearchParams({ tenantId })}`;
  const { data, error, isPending } = useConsole<PackageBalance[]>(`packages${query}`);
  if (canAccess === false) return null;
  return (
    <Panel title={translate('latchkey.packages.title')} minHeight={minHeight} loading={isPending} error={error}>
      {data?.length === 0 && (
        <Typography color="textSecondary">{translate('latchkey.packages.no_accounts')}</Typography>
      )}
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 1.5 }}>
        {data?.slice(0, SHOWN).map((balance) => (
          <li key={balance.accountId}>
            <One balance={balance} whose={tenantId === undefined} />
          </li>
        ))}
      </Box>
    </Panel>
  );
};

const One = ({ balance, whose }: { balance: PackageBalance; whose: boolean }) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const bound = useBoundTenant();
  const { accountId, account, tenantId, bought, remaining } = balance;
  return (
    <>
      <Box
        sx={{
          display: 'flex',
          flexWrap: 'wrap',
          justifyContent: 'space-between',
          columnGap: 1.5,
          fontSize: '0.875rem',
        }}
      >
        <span>
          {whose && bound === undefined && (
            <>
              <TenantName id={tenantId} /> ·{' '}
            </>
          )}
          <Link to={`/accounts/${encodeURIComponent(accountId)}`} underline="hover" sx={{ color: 'text.primary' }}>
            {account}
          </Link>
        </span>
        {bought > 0 && (
          <Link to={`/accounts/${encodeURIComponent(accountId)}`} underline="hover" sx={{ color: 'text.primary' }}>
            {translate('latchkey.packages.left_of', { left: whole(remaining, locale), of: whole(bought, locale) })}
          </Link>
        )}
      </Box>
      {bought > 0 && <PackageBar bought={bought} remaining={remaining} label={account} />}
      <PackageNote balance={balance} />
    </>
  );
};

const LOW = 0.1;

export const PackageBar = ({ bought, remaining, label }: { bought: number; remaining: number; label: string }) => (
  <LinearProgress
    variant="determinate"
    aria-label={label}
    color={remaining <= LOW * bought ? 'error' : 'primary'}
    value={Math.min(100, (100 * remaining) / bought)}
    sx={{ my: 0.5, borderRadius: 2 }}
  />
);
