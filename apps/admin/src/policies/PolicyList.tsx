import { Chip } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Column } from '../owned/Column';
import { OwnedList } from '../owned/OwnedList';
import { AnyOr } from '../templates/AnyOr';
import type { Policy } from './policy';

const DefaultMark = ({ isDefault }: Pick<Policy, 'isDefault'>) => {
  const translate = useTranslate();
  return <Chip label={translate(`latchkey.policies.${isDefault ? 'default' : 'own'}`)} variant="outlined" />;
};

const Span = ({ seconds }: { seconds: number }) =>
  useTranslate()('latchkey.policies.seconds', { smart_count: seconds });

const COLUMNS: Column<Policy>[] = [
  { source: 'purpose', role: 'title', sortable: true, show: ({ purpose }) => <AnyOr>{purpose}</AnyOr> },
  { source: 'isDefault', role: 'mark', show: (policy) => <DefaultMark {...policy} /> },
  { source: 'codeLength', show: ({ codeLength }) => codeLength },
  { source: 'ttlSeconds', show: ({ ttlSeconds }) => <Span seconds={ttlSeconds} /> },
  { source: 'maxAttempts', show: ({ maxAttempts }) => maxAttempts },
  { source: 'sendsPerHour', show: ({ sendsPerHour }) => sendsPerHour },
  { source: 'sendsPerDay', show: ({ sendsPerDay }) => sendsPerDay },
];

const PolicyList = () => <OwnedList<Policy> columns={COLUMNS} sort={{ field: 'purpose', order: 'ASC' }} opens="edit" />;

export default PolicyList;
