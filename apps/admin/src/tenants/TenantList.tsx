import { type Theme, useMediaQuery } from '@mui/material';
import { CreateButton, List, SearchInput, SelectInput, TopToolbar, useTranslate } from 'react-admin';
import { patience } from '../api/patience';
import { ListBody, ListPages } from '../layout/ListBody';
import { NoTenants } from './NoTenants';
import { TenantCards } from './TenantCards';
import { TenantTable } from './TenantTable';
import { STATUSES } from './tenant';

const Search = (_: { source: string; alwaysOn: boolean }) => {
  const words = useTranslate()('latchkey.tenants.search');
  return <SearchInput source="q" placeholder={words} slotProps={{ htmlInput: { 'aria-label': words } }} />;
};

const FILTERS = [
  <Search key="q" source="q" alwaysOn />,
  <SelectInput
    key="status"
    source="status"
    alwaysOn
    size="small"
    choices={STATUSES.map((status) => ({ id: status, name: `latchkey.tenants.status.${status}` }))}
  />,
];

const Actions = () => (
  <TopToolbar>
    <CreateButton variant="contained" />
  </TopToolbar>
);

const TenantList = () => {
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  return (
    <List
      filters={FILTERS}
      actions={<Actions />}
      exporter={false}
      empty={<NoTenants />}
      queryOptions={patience}
      pagination={<ListPages />}
      sort={{ field: 'name', order: 'ASC' }}
      perPage={25}
    >
      <ListBody>{narrow ? <TenantCards /> : <TenantTable />}</ListBody>
    </List>
  );
};

export default TenantList;
