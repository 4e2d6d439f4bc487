import { Box, Chip, type Theme, useMediaQuery } from '@mui/material';
import { DataTable, FilterButton, SimpleList, useListContext, useTranslate } from 'react-admin';
import { Moment } from '../owned/Moment';
import { EraseButton } from './EraseButton';
import { FindNumber } from './FindNumber';
import { choice, since, tenant, text, until } from './filters';
import { LogList } from './LogList';
import { OutcomeChip } from './OutcomeChip';
import type { VerificationRecord } from './records';
import { VerificationLink } from './VerificationLink';

const Column = DataTable.Col<VerificationRecord>;
const Count = DataTable.NumberCol<VerificationRecord>;

const FILTERS = [tenant, text('purpose'), choice('mode', 'modes', ['live', 'test']), since, until];

const VerificationList = () => {
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  return (
    <LogList filters={FILTERS} actions={<Find />}>
      {narrow ? <Cards /> : <Rows />}
    </LogList>
  );
};

export default VerificationList;

/** Says when the list is one number's, and ends that. */
const Find = () => {
  const translate = useTranslate();
  const { filterValues, setFilters } = useListContext();
  const { phoneKey, ...rest } = filterValues as { phoneKey?: string };
  return (
    <Box sx={{ width: '100%', pb: { xs: 1, sm: 0 } }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, justifyContent: 'space-between' }}>
        <FindNumber />
        <Box sx={{ display: 'flex', alignItems: 'center', height: 40, gap: 1 }}>
          <FilterButton />
          <EraseButton />
        </Box>
      </Box>
      {phoneKey && (
        <Chip label={translate('latchkey.traffic.of_one_number')} onDelete={() => setFilters(rest)} sx={{ mb: 1 }} />
      )}
    </Box>
  );
};

const Rows = () => (
  <DataTable<VerificationRecord> bulkActionButtons={false} rowClick={false}>
    <Column source="at" disableSort render={({ at, tenantId }) => <Moment at={at} tenantId={tenantId} exact />} />
    <Column
      source="verificationId"
      disableSort
      render={({ verificationId }) => <VerificationLink id={verificationId} />}
    />
    <Column source="phone" disableSort />
    <Column source="purpose" disableSort />
    <Column source="outcome" disableSort render={({ outcome }) => <OutcomeChip outcome={outcome} />} />
    <Column
      source="delivery"
      disableSort
      render={({ delivery }) => (delivery ? <OutcomeChip outcome={delivery} /> : '–')}
    />
    <Count source="attempts" disableSort />
  </DataTable>
);

const Cards = () => (
  <SimpleList<VerificationRecord>
    rowClick={(_, __, { verificationId }) => `/verifications/${verificationId}/show`}
    primaryText={({ phone, outcome }) => (
      <Box component="span" sx={{ display: 'flex', justifyContent: 'space-between', gap: 1 }}>
        {phone || '–'}
        <OutcomeChip outcome={outcome} />
      </Box>
    )}
    secondaryText={({ at, tenantId, purpose }) => (
      <>
        <Moment at={at} tenantId={tenantId} exact /> · {purpose}
      </>
    )}
  />
);
