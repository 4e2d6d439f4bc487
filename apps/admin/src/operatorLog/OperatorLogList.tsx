import { Skeleton, type Theme, Typography, useMediaQuery } from '@mui/material';
import Box from '@mui/material/Box';
import {
  AutocompleteInput,
  DataTable,
  DateTimeInput,
  FilterButton,
  List,
  RecordContextProvider,
  ReferenceInput,
  SelectInput,
  TextInput,
  TopToolbar,
  useListContext,
  useLocaleState,
  useTranslate,
} from 'react-admin';
import { patience } from '../api/patience';
import { momentHere } from '../i18n/wording';
import { ExpandableTable } from '../layout/ExpandableTable';
import { ListBody, ListPages } from '../layout/ListBody';
import { MONO } from '../layout/theme';
import { FLOWING } from '../traffic/LogList';
import { ChainCheck } from './ChainCheck';
import { EntryDetails } from './EntryDetails';
import { type LogEntry, nameIn } from './entry';

const Column = DataTable.Col<LogEntry>;

const ACTIONS = ['create', 'update', 'delete', 'reveal', 'export'];
const RESOURCES = [
  'tenants',
  'apiKeys',
  'accounts',
  'signatures',
  'templates',
  'policies',
  'prices',
  'verifications',
  'optOuts',
  'operators',
  'sessions',
];

const choices = (group: string, ids: readonly string[]) =>
  ids.map((id) => ({ id, name: `latchkey.log.${group}.${id}` }));
const asInstant = (local: string) => (local ? new Date(local).toISOString() : local);

const FILTERS = [
  <ReferenceInput key="operatorId" source="operatorId" reference="operators" perPage={50} alwaysOn>
    <AutocompleteInput
      size="small"
      label="resources.operator-log.fields.operatorName"
      filterToQuery={(q) => ({ q })}
      sx={{ minWidth: 200 }}
    />
  </ReferenceInput>,
  <SelectInput key="resource" source="resource" alwaysOn size="small" choices={choices('resource', RESOURCES)} />,
  <SelectInput key="action" source="action" alwaysOn size="small" choices={choices('action', ACTIONS)} />,
  <TextInput key="objectId" source="objectId" size="small" />,
  <DateTimeInput key="from" source="from" size="small" parse={asInstant} label="latchkey.log.from" />,
  <DateTimeInput key="to" source="to" size="small" parse={asInstant} label="latchkey.log.to" />,
];

/** By the name that people know, where the entry tells it, and by its id. */
const What = (entry: LogEntry) => {
  const name = nameIn(entry);
  return (
    <Box component="span" sx={{ display: 'inline-flex', flexWrap: 'wrap', columnGap: 1, alignItems: 'baseline' }}>
      {name !== undefined && name !== entry.objectId && (
        <Box component="span" sx={{ overflowWrap: 'anywhere', color: 'text.primary' }}>
          {name}
        </Box>
      )}
      <Box component="code" sx={{ fontFamily: MONO, fontSize: '0.75rem', overflowWrap: 'anywhere' }}>
        {entry.objectId}
      </Box>
    </Box>
  );
};

const Rows = () => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  return (
    <ExpandableTable rowClick="expand" expand={<EntryDetails />}>
      <Column source="id" label="№" />
      <Column source="at" render={({ at }) => momentHere(at, locale)} />
      <Column
        source="operatorName"
        disableSort
        render={({ operatorId, operatorName }) =>
          operatorId === '' ? translate('latchkey.log.command_line') : operatorName
        }
      />
      <Column
        source="action"
        disableSort
        render={({ action, resource }) =>
          `${translate(`latchkey.log.action.${action}`)} · ${translate(`latchkey.log.resource.${resource}`)}`
        }
      />
      <Column source="objectId" disableSort render={(entry) => <What {...entry} />} />
      <Column source="address" disableSort />
    </ExpandableTable>
  );
};

const Cards = () => {
  const { data = [], isPending } = useListContext<LogEntry>();
  const translate = useTranslate();
  const [locale] = useLocaleState();
  if (isPending) return <Skeleton variant="rounded" height={480} />;
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {data.map((entry) => {
        const { id, action, resource, operatorId, operatorName, at } = entry;
        return (
          <Box component="li" key={id} sx={{ px: 2, '& + &': { borderTop: 1, borderColor: 'divider' } }}>
            <details>
              <Box component="summary" sx={{ py: 1.25, cursor: 'pointer', overflowWrap: 'anywhere' }}>
                {translate(`latchkey.log.action.${action}`)} · {translate(`latchkey.log.resource.${resource}`)}
                <Typography variant="body2" color="textSecondary">
                  {operatorId === '' ? translate('latchkey.log.command_line') : operatorName} · {momentHere(at, locale)}
                </Typography>
                <Typography variant="body2" color="textSecondary" component="div">
                  <What {...entry} />
                </Typography>
              </Box>
              <RecordContextProvider value={entry}>
                <EntryDetails />
              </RecordContextProvider>
            </details>
          </Box>
        );
      })}
    </Box>
  );
};

const OperatorLogList = () => {
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  return (
    <List
      filters={FILTERS}
      actions={
        <TopToolbar>
          <FilterButton />
          <ChainCheck />
        </TopToolbar>
      }
      exporter={false}
      empty={false}
      queryOptions={patience}
      pagination={<ListPages />}
      sort={{ field: 'id', order: 'DESC' }}
      perPage={50}
      sx={FLOWING}
    >
      <ListBody>{narrow ? <Cards /> : <Rows />}</ListBody>
    </List>
  );
};

export default OperatorLogList;
