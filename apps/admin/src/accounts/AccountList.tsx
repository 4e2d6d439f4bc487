import { Chip } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Column } from '../owned/Column';
import { OwnedList } from '../owned/OwnedList';
import type { Account } from './account';

const EnabledMark = ({ enabled }: Pick<Account, 'enabled'>) => (
  <Chip
    label={useTranslate()(`latchkey.accounts.${enabled ? 'enabled' : 'disabled'}`)}
    color={enabled ? 'success' : 'default'}
    variant="outlined"
  />
);

const Provider = ({ provider }: Pick<Account, 'provider'>) => useTranslate()(`latchkey.accounts.provider.${provider}`);

const Credentials = ({ provider, hasCredentials, settings }: Account) => {
  const translate = useTranslate();
  if (provider === 'sandbox') return '–';
  const where = settings['credentials'] === 'environment' ? 'environment' : hasCredentials ? 'stored' : 'none';
  return translate(`latchkey.accounts.credentials.${where}`);
};

const COLUMNS: Column<Account>[] = [
  { source: 'name', role: 'title', sortable: true, show: ({ name }) => name },
  { source: 'provider', sortable: true, show: (account) => <Provider {...account} /> },
  { source: 'enabled', role: 'mark', sortable: true, show: (account) => <EnabledMark {...account} /> },
  { source: 'priority', sortable: true, show: ({ priority }) => priority },
  { source: 'sdkAppId', show: ({ settings }) => settings['sdkAppId'] ?? '–' },
  { source: 'credentials', show: (account) => <Credentials {...account} /> },
];

const AccountList = () => <OwnedList<Account> columns={COLUMNS} sort={{ field: 'name', order: 'ASC' }} opens="edit" />;

export default AccountList;
