import { Alert } from '@mui/material';
import Box from '@mui/material/Box';
import { Link, useLocaleState, useTranslate } from 'react-admin';
import { countryName } from '../i18n/wording';
import { rowsBehind } from './links';
import type { Concern } from './statistics';
import { useConsole } from './useStatistics';

/** What an operator should look at now; nothing at all when all is well. */
export const Attention = () => {
  const { data = [] } = useConsole<Concern[]>('statistics/attention');
  if (data.length === 0) return null;
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      {data.map((concern) => (
        <One key={JSON.stringify(concern)} {...concern} />
      ))}
    </Box>
  );
};

const One = (concern: Concern) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const { kind, accountId, country, count, of } = concern;
  const to = addressOf(concern);
  return (
    <Alert severity={kind === 'conversion_low' ? 'warning' : 'error'} variant="outlined">
      {translate(`latchkey.seeing.attention.${kind}`, {
        account: accountId,
        country: country ? countryName(country, locale) : '',
        count,
        of,
      })}{' '}
      {to && <Link to={to}>{translate('latchkey.seeing.look')}</Link>}
    </Alert>
  );
};

function addressOf({ kind, tenantId, accountId, country }: Concern): string | undefined {
  const now = Date.now();
  const span = {
    from: new Date(now - 7_200_000).toISOString(),
    to: new Date(now).toISOString(),
    tenantId,
    mode: 'live',
  } as const;
  if (kind === 'account_failing') return rowsBehind('deliveries', span, { accountId: accountId ?? '' });
  if (kind === 'conversion_low') return rowsBehind('deliveries', span, { country: country ?? '' });
  return undefined;
}
