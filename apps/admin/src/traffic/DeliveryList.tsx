import { Box, type Theme, useMediaQuery } from '@mui/material';
import { DataTable, SimpleList, useLocaleState } from 'react-admin';
import { Moment } from '../owned/Moment';
import { Named } from '../owned/Named';
import { duration } from '../seeing/numbers';
import { choice, named, since, tenant, text, until } from './filters';
import { LogActions } from './LogActions';
import { LogList } from './LogList';
import { OutcomeChip } from './OutcomeChip';
import { type DeliveryRecord, STATES } from './records';
import { VerificationLink } from './VerificationLink';

const Column = DataTable.Col<DeliveryRecord>;
const Count = DataTable.NumberCol<DeliveryRecord>;

const FILTERS = [
  tenant,
  choice('state', 'outcomes', STATES, true),
  text('providerCode'),
  text('country'),
  named('accountId', 'accounts'),
  named('templateId', 'templates'),
  text('verificationId'),
  text('billedIn'),
  choice('mode', 'modes', ['live', 'test']),
  since,
  until,
];

const DeliveryList = () => {
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  return (
    <LogList filters={FILTERS} actions={<LogActions />}>
      {narrow ? <Cards /> : <Rows />}
    </LogList>
  );
};

export default DeliveryList;

const Rows = () => {
  const [locale] = useLocaleState();
  return (
    <DataTable<DeliveryRecord> bulkActionButtons={false} rowClick={false}>
      <Column source="at" disableSort render={({ at, tenantId }) => <Moment at={at} tenantId={tenantId} exact />} />
      <Column source="state" disableSort render={({ state }) => <OutcomeChip outcome={state} />} />
      <Column source="phone" disableSort render={({ phone }) => <Phone>{phone}</Phone>} />
      <Column source="country" disableSort />
      <Column
        source="verificationId"
        disableSort
        render={({ verificationId }) => <VerificationLink id={verificationId} />}
      />
      <Column source="accountId" disableSort render={({ accountId }) => <Named resource="accounts" id={accountId} />} />
      <Column
        source="providerCode"
        disableSort
        render={({ providerCode, reason }) => providerCode || reason || '–'}
        sx={{ maxWidth: 220, overflowWrap: 'anywhere' }}
      />
      <Count source="segments" disableSort />
      <Column source="latencyMs" disableSort render={({ latencyMs }) => duration(latencyMs, locale)} />
    </DataTable>
  );
};

const Phone = ({ children }: { children: string }) => (
  <Box component="span" sx={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
    {children || '–'}
  </Box>
);

const Cards = () => (
  <SimpleList<DeliveryRecord>
    rowClick={(_, __, { verificationId }) => `/verifications/${verificationId}/show`}
    primaryText={({ phone, state }) => (
      <Box component="span" sx={{ display: 'flex', justifyContent: 'space-between', gap: 1 }}>
        {phone}
        <OutcomeChip outcome={state} />
      </Box>
    )}
    secondaryText={({ at, tenantId, country, providerCode }) => (
      <>
        <Moment at={at} tenantId={tenantId} exact /> · {[country, providerCode].filter(Boolean).join(' · ')}
      </>
    )}
  />
);
