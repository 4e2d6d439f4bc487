import { Box, type Theme, useMediaQuery } from '@mui/material';
import { DataTable, SimpleList, useRecordContext, useTranslate } from 'react-admin';
import { Moment } from '../owned/Moment';
import { Named, type NamedResource } from '../owned/Named';
import { ExpandableTable } from '../layout/ExpandableTable';
import { MONO } from '../layout/theme';
import { choice, named, since, tenant, text, until } from './filters';
import { LogActions } from './LogActions';
import { LogList } from './LogList';
import { OutcomeChip } from './OutcomeChip';
import { PassedOver } from './PassedOver';
import { EVENT_TYPES, type EventRecord, OUTCOMES, WINDOWS } from './records';
import { VerificationLink } from './VerificationLink';

const Column = DataTable.Col<EventRecord>;

const FILTERS = [
  tenant,
  choice('type', 'types', EVENT_TYPES, true),
  choice('outcome', 'outcomes', OUTCOMES, true),
  text('providerCode'),
  named('keyId', 'api-keys'),
  text('clientIp'),
  text('country'),
  text('verificationId'),
  named('accountId', 'accounts'),
  named('templateId', 'templates'),
  choice('window', 'window_names', WINDOWS),
  choice('mode', 'modes', ['live', 'test']),
  since,
  until,
];

const EventList = () => {
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  return (
    <LogList filters={FILTERS} actions={<LogActions />}>
      {narrow ? <Cards /> : <Rows />}
    </LogList>
  );
};

export default EventList;

const Rows = () => {
  const translate = useTranslate();
  return (
    <ExpandableTable rowClick={false} expand={<Details />}>
      <Column source="at" disableSort render={({ at, tenantId }) => <Moment at={at} tenantId={tenantId} exact />} />
      <Column
        source="type"
        disableSort
        render={({ type }) => translate(`latchkey.traffic.types.${type}`, { _: type })}
      />
      <Column source="outcome" disableSort render={({ outcome }) => <OutcomeChip outcome={outcome} />} />
      <Column source="purpose" disableSort />
      <Column source="country" disableSort />
      <Column
        source="verificationId"
        disableSort
        render={({ verificationId }) => <VerificationLink id={verificationId} />}
      />
      <Column
        source="providerCode"
        disableSort
        render={({ providerCode, window }) =>
          providerCode || (window ? translate(`latchkey.traffic.window_names.${window}`, { _: window }) : '–')
        }
        sx={{ maxWidth: 220, overflowWrap: 'anywhere' }}
      />
    </ExpandableTable>
  );
};

const Cards = () => {
  const translate = useTranslate();
  return (
    <SimpleList<EventRecord>
      rowClick={(_, __, { verificationId }) => (verificationId ? `/verifications/${verificationId}/show` : false)}
      primaryText={({ type, outcome }) => (
        <Box component="span" sx={{ display: 'flex', justifyContent: 'space-between', gap: 1 }}>
          {translate(`latchkey.traffic.types.${type}`, { _: type })}
          <OutcomeChip outcome={outcome} />
        </Box>
      )}
      secondaryText={({ at, tenantId, purpose, country, providerCode }) => (
        <>
          <Moment at={at} tenantId={tenantId} exact /> · {[purpose, country, providerCode].filter(Boolean).join(' · ')}
        </>
      )}
    />
  );
};

/** Everything else an event holds. */
const Details = () => {
  const record = useRecordContext<EventRecord>();
  const translate = useTranslate();
  if (!record) return null;
  const { id, accountId, templateId, keyId, clientIp, attempt, details, passedOver } = record;
  const { signatureId, ...others } = details;
  const called = (resource: NamedResource, of: string | number | undefined) =>
    of ? <Named resource={resource} id={String(of)} /> : '';
  const all = {
    id,
    keyId: called('api-keys', keyId),
    accountId: called('accounts', accountId),
    templateId: called('templates', templateId),
    signatureId: called('signatures', signatureId),
    clientIp,
    attempt,
    ...others,
    passedOver: passedOver.length > 0 ? <PassedOver accounts={passedOver} /> : '',
  };
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        p: 1,
        display: 'grid',
        gridTemplateColumns: 'max-content 1fr',
        columnGap: 2,
        rowGap: 0.5,
        fontSize: '0.8125rem',
      }}
    >
      {Object.entries(all)
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => (
          <Box key={name} sx={{ display: 'contents' }}>
            <Box component="dt" sx={{ color: 'text.secondary' }}>
              {translate(`latchkey.traffic.details.${name}`, { _: name })}
            </Box>
            <Box component="dd" sx={{ m: 0, fontFamily: MONO, overflowWrap: 'anywhere' }}>
              {value}
            </Box>
          </Box>
        ))}
    </Box>
  );
};
