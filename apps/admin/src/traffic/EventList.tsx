import { Box, type Theme, useMediaQuery } from '@mui/material';
import { DataTable, SimpleList, useTranslate } from 'react-admin';
import { MONO } from '../layout/theme';
import { choice, since, tenant, text, until } from './filters';
import { LogActions } from './LogActions';
import { LogList } from './LogList';
import { OutcomeChip } from './OutcomeChip';
import { EVENT_TYPES, type EventRecord, OUTCOMES } from './records';
import { VerificationLink } from './VerificationLink';
import { When } from './When';

const Column = DataTable.Col<EventRecord>;

const FILTERS = [
  tenant,
  choice('type', 'types', EVENT_TYPES, true),
  choice('outcome', 'outcomes', OUTCOMES, true),
  text('providerCode'),
  text('keyId'),
  text('clientIp'),
  text('country'),
  text('verificationId'),
  text('accountId'),
  text('templateId'),
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
    <DataTable<EventRecord> bulkActionButtons={false} rowClick={false} expand={<Details />} expandSingle>
      <Column source="at" disableSort render={({ at }) => <When at={at} />} />
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
        render={({ providerCode, window }) => providerCode || window || '–'}
        sx={{ maxWidth: 220, overflowWrap: 'anywhere' }}
      />
    </DataTable>
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
      secondaryText={({ at, purpose, country, providerCode }) => (
        <>
          <When at={at} /> · {[purpose, country, providerCode].filter(Boolean).join(' · ')}
        </>
      )}
    />
  );
};

/** Everything else an event holds. */
const Details = ({ record }: { record?: EventRecord }) => {
  const { id, keyId, clientIp, attempt, details } = record ?? ({ details: {} } as EventRecord);
  const all = { id, keyId, clientIp, attempt, ...details };
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
              {name}
            </Box>
            <Box component="dd" sx={{ m: 0, fontFamily: MONO, overflowWrap: 'anywhere' }}>
              {String(value)}
            </Box>
          </Box>
        ))}
    </Box>
  );
};
