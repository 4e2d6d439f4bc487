import { type Theme, Typography, useMediaQuery } from '@mui/material';
import Box from '@mui/material/Box';
import {
  CreateButton,
  DataTable,
  List,
  ReferenceField,
  SearchInput,
  SelectInput,
  SimpleList,
  TopToolbar,
  useLocaleState,
  useTranslate,
} from 'react-admin';
import { patience } from '../api/patience';
import { momentHere } from '../i18n/wording';
import { ListBody, ListPages } from '../layout/ListBody';
import { RowLink } from '../layout/RowLink';
import { choicesOf, type Operator, ROLES, STATUSES } from './operator';
import { OperatorStatus, RoleChip } from './RoleChip';

const Column = DataTable.Col<Operator>;

const Search = (_: { source: string; alwaysOn: boolean }) => {
  const words = useTranslate()('latchkey.operators.search');
  return <SearchInput source="q" placeholder={words} slotProps={{ htmlInput: { 'aria-label': words } }} />;
};

const FILTERS = [
  <Search key="q" source="q" alwaysOn />,
  <SelectInput key="role" source="role" alwaysOn size="small" choices={choicesOf('role', ROLES)} />,
  <SelectInput key="status" source="status" alwaysOn size="small" choices={choicesOf('status', STATUSES)} />,
];

const Rows = () => {
  const [locale] = useLocaleState();
  const translate = useTranslate();
  return (
    <DataTable<Operator> bulkActionButtons={false} rowClick="show">
      <Column
        source="name"
        render={({ id, name, signInName }) => (
          <>
            <RowLink id={id}>{name}</RowLink>
            <Typography variant="body2" color="textSecondary">
              {signInName}
            </Typography>
          </>
        )}
      />
      <Column source="role" render={(operator) => <RoleChip {...operator} />} />
      <Column source="tenantId" disableSort render={({ tenantId }) => <BoundTo tenantId={tenantId} />} />
      <Column source="status" render={(operator) => <OperatorStatus {...operator} />} />
      <Column
        source="secondFactor"
        disableSort
        render={({ secondFactor }) => translate(secondFactor ? 'ra.boolean.true' : 'ra.boolean.false')}
      />
      <Column
        source="lastSignInAt"
        render={({ lastSignInAt }) => (lastSignInAt === null ? '–' : momentHere(lastSignInAt, locale))}
      />
    </DataTable>
  );
};

/** The tenant of the row, or the whole platform. */
export const BoundTo = ({ tenantId }: Pick<Operator, 'tenantId'>) => {
  const translate = useTranslate();
  if (tenantId === null) return translate('latchkey.operators.platform');
  return <ReferenceField source="tenantId" reference="tenants" link="show" />;
};

const Cards = () => (
  <SimpleList<Operator>
    rowClick="show"
    primaryText={(operator) => (
      <Box component="span" sx={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center', gap: 1 }}>
        <Box component="span" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
          {operator.name}
        </Box>
        <Box component="span" sx={{ display: 'inline-flex', gap: 0.5 }}>
          {operator.status !== 'active' && <OperatorStatus {...operator} />}
          <RoleChip {...operator} />
        </Box>
      </Box>
    )}
    secondaryText={({ signInName }) => signInName}
  />
);

const OperatorList = () => {
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  return (
    <List
      filters={FILTERS}
      actions={
        <TopToolbar>
          <CreateButton variant="contained" label="latchkey.operators.invite" />
        </TopToolbar>
      }
      exporter={false}
      empty={false}
      queryOptions={patience}
      pagination={<ListPages />}
      sort={{ field: 'name', order: 'ASC' }}
      perPage={25}
    >
      <ListBody>{narrow ? <Cards /> : <Rows />}</ListBody>
    </List>
  );
};

export default OperatorList;
