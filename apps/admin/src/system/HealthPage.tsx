import { Card, Chip, Skeleton, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { Title, useCanAccess, useLocaleState, useTranslate } from 'react-admin';
import { lasting } from '../i18n/wording';
import { LoadFailure } from '../layout/LoadFailure';
import { PageHead } from '../layout/PageHead';
import { TenantName } from '../owned/TenantName';
import { SendingSwitch } from '../tenants/SendingSwitch';
import type { Health } from './health';
import { useAnswer } from '../api/useAnswer';

const REFRESH_MS = 3_000;

/** How the process that answers is, and whether the platform sends. */
const HealthPage = () => {
  const { answer: data, error, reload } = useAnswer<Health>('health', REFRESH_MS);
  const { canAccess } = useCanAccess({ action: 'update', resource: 'settings' });
  const translate = useTranslate();
  if (error && !data) return <LoadFailure error={error} />;
  const title = translate('resources.health.name', { smart_count: 2 });
  return (
    <Box sx={{ maxWidth: 960, display: 'grid', gap: 2 }}>
      <Title title={title} />
      <PageHead
        title={title}
        text={translate('latchkey.health.why')}
        actions={
          data &&
          canAccess && <SendingSwitch path="sending" sending={data.sending} onChanged={() => reload()} everywhere />
        }
      />
      {data ? <Report {...data} /> : <Skeleton variant="rounded" height={360} />}
    </Box>
  );
};

const Report = ({ parts, backlog, sending, roles, uptimeSeconds, accounts }: Health) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  return (
    <>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
        {parts.map(({ name, kind, ok, latencyMs }) => (
          <Tile key={name} title={translate(`latchkey.health.part.${name}`)} ok={ok}>
            {translate(`latchkey.health.kind.${kind}`)}
            {ok && ` · ${latencyMs} ms`}
          </Tile>
        ))}
        <Tile title={translate('latchkey.health.backlog')} ok={backlog !== null && backlog.fullness < 0.5}>
          {backlog === null
            ? translate('latchkey.health.unknown')
            : translate('latchkey.health.events', {
                smart_count: backlog.events,
                share: `${Math.round(backlog.fullness * 100)} %`,
              })}
        </Tile>
        <Tile title={translate('latchkey.health.sending')} ok={sending}>
          {translate(sending ? 'latchkey.health.sends' : 'latchkey.health.stopped')}
        </Tile>
      </Box>
      <Card component="section" sx={{ p: { xs: 2, sm: 3 } }}>
        <Typography variant="h6" component="h2" sx={{ mb: 1 }}>
          {translate('latchkey.health.accounts')}
        </Typography>
        {accounts.length === 0 && (
          <Typography color="textSecondary">{translate('latchkey.health.no_accounts')}</Typography>
        )}
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {accounts.map(({ id, name, tenantId, breaker, inFlight, limit }) => (
            <Box
              component="li"
              key={id}
              sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, py: 1, alignItems: 'center' }}
            >
              <TenantName id={tenantId} />
              <span>{name}</span>
              <Box sx={{ flex: 1 }} />
              <Typography variant="body2" color="textSecondary">
                {translate('latchkey.health.in_flight', { inFlight, limit })}
              </Typography>
              <Chip
                label={translate(`latchkey.health.breaker.${breaker}`)}
                color={breaker === 'closed' ? 'success' : 'error'}
                variant="outlined"
              />
            </Box>
          ))}
        </Box>
      </Card>
      <Typography variant="body2" color="textSecondary">
        {translate('latchkey.health.process', { roles: roles.join(', '), time: lasting(uptimeSeconds, locale) })}
      </Typography>
    </>
  );
};

const Tile = ({ title, ok, children }: { title: string; ok: boolean; children: ReactNode }) => {
  const translate = useTranslate();
  return (
    <Card sx={{ p: 2, display: 'grid', gap: 0.5 }}>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center', gap: 1 }}>
        <Typography variant="body2" color="textSecondary" component="h2">
          {title}
        </Typography>
        <Chip
          label={translate(ok ? 'latchkey.health.ok' : 'latchkey.health.bad')}
          color={ok ? 'success' : 'error'}
          variant="outlined"
        />
      </Box>
      <Typography>{children}</Typography>
    </Card>
  );
};

export default HealthPage;
