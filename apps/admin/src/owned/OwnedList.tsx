import { CardContent, type SxProps, type Theme, Typography, useMediaQuery } from '@mui/material';
import Box from '@mui/material/Box';
import type { ReactElement, ReactNode } from 'react';
import {
  CreateButton,
  List,
  type RaRecord,
  type SortPayload,
  TopToolbar,
  useListContext,
  useResourceContext,
  useTranslate,
} from 'react-admin';
import { patience } from '../api/patience';
import { ListBody, ListPages } from '../layout/ListBody';
import type { Column } from './Column';
import { OwnedRows } from './OwnedRows';
import { useTenantFilter } from './TenantFilter';
import { useTenantColumn } from './TenantName';

interface Props<R extends RaRecord> {
  readonly columns: readonly Column<R>[];
  readonly sort: SortPayload;
  /** Where a row's title leads. */
  readonly opens?: 'edit' | 'show';
  readonly creates?: boolean;
  readonly filters?: readonly ReactElement[];
  /** Further buttons. */
  readonly actions?: ReactNode;
}

/** The list of things that belong to tenants: by tenant, with what to do when there are none. */
export const OwnedList = <R extends RaRecord & { tenantId: string }>(props: Props<R>) => {
  const { columns, sort, opens, creates = true, filters = [], actions } = props;
  const tenantFilter = useTenantFilter();
  const tenantColumn = useTenantColumn<R>();
  const [title, ...rest] = columns;
  return (
    <List
      filters={[...tenantFilter, ...filters]}
      actions={<Actions creates={creates}>{actions}</Actions>}
      exporter={false}
      empty={false}
      queryOptions={patience}
      pagination={<ListPages />}
      sort={sort}
      perPage={25}
      sx={BARE_WHEN_NARROW}
    >
      <ListBody none={<Nothing creates={creates} />}>
        <OwnedRows columns={title ? [title, ...tenantColumn, ...rest] : rest} opens={opens} />
      </ListBody>
    </List>
  );
};

/** Where rows are cards, the list is none. */
const BARE_WHEN_NARROW: SxProps<Theme> = {
  '& .RaList-content': {
    '@media (max-width: 899.95px)': { border: 0, backgroundColor: 'transparent', overflow: 'visible' },
  },
};

const Actions = ({ creates, children }: { creates: boolean; children: ReactNode }) => {
  const { filterValues } = useListContext();
  const { tenantId } = filterValues as { tenantId?: string };
  return (
    <TopToolbar>
      {children}
      {creates && <CreateButton variant="contained" state={tenantId ? { record: { tenantId } } : undefined} />}
    </TopToolbar>
  );
};

/** Instead of an empty table: what belongs here, and how to make the first. */
const Nothing = ({ creates }: { creates: boolean }) => {
  const translate = useTranslate();
  const resource = useResourceContext();
  const { filterValues } = useListContext();
  const { tenantId } = filterValues as { tenantId?: string };
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  return (
    <CardContent sx={{ display: 'grid', justifyItems: 'center', gap: 1.5, py: 7, textAlign: 'center' }}>
      <Typography variant="h6" component="h2">
        {translate(`latchkey.empty.${resource}.title`)}
      </Typography>
      <Typography color="textSecondary" sx={{ maxWidth: 460 }}>
        {translate(`latchkey.empty.${resource}.text`)}
      </Typography>
      {/* On a narrow screen it would be a second round button upon the list's own. */}
      {creates && !narrow && (
        <Box sx={{ pt: 1 }}>
          <CreateButton variant="outlined" state={tenantId ? { record: { tenantId } } : undefined} />
        </Box>
      )}
    </CardContent>
  );
};
