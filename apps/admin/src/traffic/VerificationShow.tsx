import { Box, Button, Card, Skeleton, Typography } from '@mui/material';
import { Fragment, useState } from 'react';
import { Link, Show, useCanAccess, useLocaleState, useNotify, useShowContext, useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { patience } from '../api/patience';
import { countryName } from '../i18n/wording';
import { BackToList } from '../layout/BackToList';
import { CopyButton } from '../layout/Command';
import { failureKey, LoadFailure } from '../layout/LoadFailure';
import { MONO } from '../layout/theme';
import { Moment } from '../owned/Moment';
import { Named } from '../owned/Named';
import { TenantName } from '../owned/TenantName';
import { duration } from '../seeing/numbers';
import { OutcomeChip } from './OutcomeChip';
import type { EventRecord, TimelineRecord } from './records';
import { PassedOver } from './PassedOver';
import { VerificationDeed } from './VerificationDeed';

const VerificationShow = () => (
  <Show<TimelineRecord>
    component="div"
    actions={false}
    title={<BackToList resource="verifications" />}
    queryOptions={patience}
    sx={{ maxWidth: 960 }}
  >
    <Page />
  </Show>
);

export default VerificationShow;

const Page = () => {
  const { record, error } = useShowContext<TimelineRecord>();
  if (error && !record) return <LoadFailure error={error} />;
  if (!record) return <Skeleton variant="rounded" height={360} />;
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Head {...record} />
      <Facts {...record} />
      <Happenings {...record} />
      <Windows {...record} />
    </Box>
  );
};

const Head = (timeline: TimelineRecord) => {
  const { id, outcome } = timeline;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
      <Typography
        variant="h6"
        component="h1"
        sx={{ fontFamily: MONO, fontSize: { xs: '0.8125rem', sm: '0.9375rem' }, overflowWrap: 'anywhere' }}
      >
        {id}
        <CopyButton text={id} />
      </Typography>
      <OutcomeChip outcome={outcome} />
      <Box sx={{ flex: 1 }} />
      <Cancel {...timeline} />
    </Box>
  );
};

/** Ends it, while it can still be used. */
const Cancel = (timeline: TimelineRecord) => {
  const { canAccess } = useCanAccess({ resource: 'verifications', action: 'update' });
  if (!canAccess || timeline.live?.status !== 'pending') return null;
  return <VerificationDeed deed="cancel" of={timeline} variant="outlined" color="error" />;
};

const Facts = (timeline: TimelineRecord) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const { tenantId, purpose, country, mode, startedAt, live, failures, phoneKey } = timeline;
  const facts = {
    phone: <Number {...timeline} />,
    country: country ? countryName(country, locale) : '–',
    tenantId: <TenantName id={tenantId} />,
    purpose,
    mode: translate(`latchkey.traffic.modes.${mode}`),
    startedAt: <Moment at={startedAt} tenantId={tenantId} exact />,
    live: live
      ? translate(`latchkey.traffic.live.${live.status}`, { smart_count: live.attemptsLeft })
      : translate('latchkey.traffic.live.gone'),
    ...(live?.status === 'pending'
      ? {
          resendAfter: <Moment at={new Date(live.resendAfter).toISOString()} tenantId={tenantId} exact />,
          sends: String(live.sends),
        }
      : {}),
    ...(failures ? { failures: <Failures {...timeline} /> } : {}),
    others: (
      <Link to={`/verifications?${new URLSearchParams({ filter: JSON.stringify({ phoneKey }) })}`}>
        {translate('latchkey.traffic.others')}
      </Link>
    ),
  };
  return (
    <Card component="section" sx={{ p: { xs: 2, sm: 3 } }}>
      <Box
        component="dl"
        sx={{ m: 0, display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr 1fr', md: 'repeat(4, 1fr)' } }}
      >
        {Object.entries(facts).map(([name, value]) => (
          <div key={name}>
            <Typography component="dt" variant="body2" color="textSecondary">
              {translate(`latchkey.traffic.fields.${name}`)}
            </Typography>
            <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
              {value}
            </Box>
          </div>
        ))}
      </Box>
    </Card>
  );
};

/** Enough of them put the number on hold, until somebody who may has looked into it. */
const Failures = (timeline: TimelineRecord) => {
  const { canAccess } = useCanAccess({ resource: 'verifications', action: 'delete' });
  return (
    <>
      {timeline.failures} {canAccess && <VerificationDeed deed="release" of={timeline} size="small" sx={AMONG_WORDS} />}
    </>
  );
};

/** A button that stands behind a value. */
const AMONG_WORDS = { p: 0, minWidth: 0, verticalAlign: 'baseline' } as const;

/** Masked; in full for who may see it and asks, which is written down. */
const Number = ({ id, phone, canReveal }: TimelineRecord) => {
  const translate = useTranslate();
  const notify = useNotify();
  const [full, setFull] = useState<string>();
  const { canAccess } = useCanAccess({ resource: 'verifications', action: 'reveal' });
  const reveal = () => {
    consoleRequest(`verifications/${id}/reveal`, { method: 'POST', body: {} })
      .then(({ body }) => setFull((body as { phone: string }).phone))
      .catch((error: unknown) => notify(failureKey(error), { type: 'error' }));
  };
  return (
    <>
      <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums' }}>
        {full ?? (phone || translate('latchkey.traffic.erased'))}
      </Box>{' '}
      {canAccess && canReveal && !full && (
        <Button size="small" onClick={reveal} sx={AMONG_WORDS}>
          {translate('latchkey.traffic.reveal')}
        </Button>
      )}
    </>
  );
};

const Happenings = ({ events }: TimelineRecord) => {
  const translate = useTranslate();
  return (
    <Card component="section" sx={{ p: { xs: 2, sm: 3 } }}>
      <Typography variant="h6" component="h2" sx={{ mb: 2 }}>
        {translate('latchkey.traffic.timeline')}
      </Typography>
      <Box component="ol" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {events.map((event) => (
          <Happening key={event.id} {...event} />
        ))}
      </Box>
    </Card>
  );
};

const Happening = (event: EventRecord) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const { at, tenantId, type, outcome, attempt, window, providerCode, details, accountId, keyId, passedOver } = event;
  const more = [
    attempt === null ? '' : translate('latchkey.traffic.attempt', { attempt }),
    window === null ? '' : translate(`latchkey.traffic.window_names.${window}`, { _: window }),
    providerCode,
    details['latencyMs'] === undefined ? '' : duration(+details['latencyMs'], locale),
    event.clientIp,
  ].filter(Boolean);
  const names = [
    ...(type === 'settle' && accountId ? [<Named key="account" resource="accounts" id={accountId} />] : []),
    ...(keyId ? [<Named key="key" resource="api-keys" id={keyId} />] : []),
  ];
  return (
    <Box
      component="li"
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: '1fr', sm: '190px 1fr' },
        columnGap: 3,
        pb: 2,
        pl: 2.5,
        position: 'relative',
        borderLeft: 2,
        borderColor: 'divider',
        '&:last-of-type': { pb: 0 },
        '&::before': {
          content: '""',
          position: 'absolute',
          left: -5,
          top: 7,
          width: 8,
          height: 8,
          borderRadius: '50%',
          bgcolor: 'primary.main',
        },
      }}
    >
      <Box sx={{ color: 'text.secondary', fontSize: '0.875rem' }}>
        <Moment at={at} tenantId={tenantId} exact />
      </Box>
      <div>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
          {translate(`latchkey.traffic.types.${type}`, { _: type })} <OutcomeChip outcome={outcome} />
        </Box>
        <Box sx={{ color: 'text.secondary', fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>
          {passedOver.length > 0 && <PassedOver accounts={passedOver} />}
          {more.join(' · ')}
          {names.map((name, index) => (
            <Fragment key={name.key}>
              {(index > 0 || more.length > 0) && ' · '}
              {name}
            </Fragment>
          ))}
        </Box>
      </div>
    </Box>
  );
};

const Windows = ({ windows }: TimelineRecord) => {
  const translate = useTranslate();
  if (windows.length === 0) return null;
  return (
    <Card component="section" sx={{ p: { xs: 2, sm: 3 } }}>
      <Typography variant="h6" component="h2">
        {translate('latchkey.traffic.windows')}
      </Typography>
      <Typography color="textSecondary" variant="body2" sx={{ mb: 1.5 }}>
        {translate('latchkey.traffic.windows_why')}
      </Typography>
      <Box
        sx={{ display: 'grid', columnGap: 4, rowGap: 1.5, gridTemplateColumns: { xs: '1fr', sm: 'repeat(3, 1fr)' } }}
      >
        {windows.map(({ name, used, limit }) => (
          <Box key={name} sx={{ display: 'flex', justifyContent: 'space-between', gap: 1, fontSize: '0.875rem' }}>
            <span>{translate(`latchkey.traffic.window_names.${name}`, { _: name })}</span>
            <Box
              component="span"
              sx={{ fontVariantNumeric: 'tabular-nums', color: used >= limit ? 'error.main' : 'text.secondary' }}
            >
              {used} / {limit}
            </Box>
          </Box>
        ))}
      </Box>
    </Card>
  );
};
