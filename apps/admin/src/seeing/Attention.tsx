import { Alert } from '@mui/material';
import Box from '@mui/material/Box';
import { Link, useCanAccess, useLocaleState, useTranslate } from 'react-admin';
import { countryName } from '../i18n/wording';
import { useBoundTenant } from '../session/useBoundTenant';
import { addressOfConcern } from './links';
import { whole } from './numbers';
import type { Concern } from './statistics';
import { useConsole } from './useStatistics';

/** Not wrong yet, or nobody's fault here. */
const MILD = new Set<Concern['kind']>(['conversion_low', 'package_low', 'signature_rejected', 'template_rejected']);

/** What an operator should look at now, of one tenant or of all; nothing when all is well. */
export const Attention = ({ tenantId }: { tenantId: string | undefined }) => {
  const translate = useTranslate();
  const query = tenantId === undefined ? '' : `?${new URLSearchParams({ tenantId })}`;
  const { data = [] } = useConsole<Concern[]>(`statistics/attention${query}`);
  if (data.length === 0) return null;
  return (
    <Box component="section" aria-label={translate('latchkey.seeing.attention.title')} sx={{ display: 'grid', gap: 1 }}>
      {data.map((concern) => (
        <One
          key={`${concern.kind} ${concern.tenantId} ${concern.objectId} ${concern.country}`}
          concern={concern}
          ofAll={tenantId === undefined}
        />
      ))}
    </Box>
  );
};

const One = ({ concern, ofAll }: { concern: Concern; ofAll: boolean }) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const bound = useBoundTenant();
  const { kind, tenant, name = '', country, count = 0, of = 0, reason = '' } = concern;
  const { to, resource } = addressOfConcern(concern);
  const { canAccess } = useCanAccess({ resource, action: 'list' });
  const whose = ofAll && bound === undefined && tenant !== undefined ? `${tenant}: ` : '';
  return (
    <Alert
      severity={MILD.has(kind) ? 'warning' : 'error'}
      variant="outlined"
      data-concern={kind}
      sx={{ '& .MuiAlert-message': { minWidth: 0, overflowWrap: 'anywhere' } }}
    >
      {whose}
      {translate(`latchkey.seeing.attention.${kind}`, {
        name,
        country: country ? countryName(country, locale) : '',
        count: whole(count, locale),
        of: whole(of, locale),
      })}
      {reason !== '' && ` ${translate('latchkey.seeing.attention.reason', { reason })}`}{' '}
      {canAccess && <Link to={to}>{translate('latchkey.seeing.look')}</Link>}
    </Alert>
  );
};
