import { type Theme, useMediaQuery } from '@mui/material';
import { List, SearchInput, SelectInput, useTranslate } from 'react-admin';
import { patience } from '../api/patience';
import { ListBody, ListPages } from '../layout/ListBody';
import { NoTenants } from './NoTenants';
import { TenantCards } from './TenantCards';
import { TenantTable } from './TenantTable';
import { STATUSES } from './tenant';

const Search = (_: { source: string; alwaysOn: boolean }) => (
  <SearchInput source="q" placeholder={useTranslate()('latchkey.tenants.search')} />
);

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

const TenantList = () => {
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  return (
    <List
      filters={FILTERS}
      actions={false}
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
