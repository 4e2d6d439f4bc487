import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { Mono } from '../layout/Mono';
import type { Column } from '../owned/Column';
import { Moment } from '../owned/Moment';
import { OwnedList } from '../owned/OwnedList';
import type { ApiKey } from './apiKey';
import { KindMark, StateMark } from './KeyMarks';

/** Stays in one line; what may be long is broken instead. */
const Whole = ({ children }: { children: ReactNode }) => (
  <Box component="span" sx={{ whiteSpace: 'nowrap' }}>
    {children}
  </Box>
);

const COLUMNS: Column<ApiKey>[] = [
  { source: 'name', role: 'title', sortable: true, show: ({ name }) => name },
  {
    source: 'id',
    show: ({ id, last4 }) => (
      <Whole>
        <Mono>{`${id} …${last4}`}</Mono>
      </Whole>
    ),
  },
  {
    source: 'mode',
    role: 'mark',
    sortable: true,
    show: (apiKey) => (
      <Whole>
        <KindMark apiKey={apiKey} /> <StateMark apiKey={apiKey} />
      </Whole>
    ),
  },
  { source: 'sources', show: ({ sources }) => (sources.length === 0 ? '–' : sources.join(', ')) },
  { source: 'origins', show: ({ origins }) => (origins.length === 0 ? '–' : origins.join(', ')) },
  {
    source: 'lastUsedAt',
    sortable: true,
    show: ({ lastUsedAt, tenantId }) => <Moment at={lastUsedAt} tenantId={tenantId} />,
  },
  {
    source: 'expiresAt',
    sortable: true,
    show: ({ expiresAt, tenantId }) => <Moment at={expiresAt} tenantId={tenantId} />,
  },
];

const ApiKeyList = () => (
  <OwnedList<ApiKey> columns={COLUMNS} sort={{ field: 'createdAt', order: 'DESC' }} opens="edit" />
);

export default ApiKeyList;
