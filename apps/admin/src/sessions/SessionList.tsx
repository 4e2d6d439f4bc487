import { Chip, type Theme, Typography, useMediaQuery } from '@mui/material';
import Box from '@mui/material/Box';
import {
  DataTable,
  List,
  useCanAccess,
  useDelete,
  useListContext,
  useLocaleState,
  useRefresh,
  useTranslate,
} from 'react-admin';
import { patience } from '../api/patience';
import { momentHere } from '../i18n/wording';
import { ListBody, ListPages } from '../layout/ListBody';
import { browserName, type OperatorSession } from './session';
import { EndButton } from './SessionRow';

const Column = DataTable.Col<OperatorSession>;

const Rows = () => {
  const [locale] = useLocaleState();
  return (
    <DataTable<OperatorSession> bulkActionButtons={false} rowClick={false}>
      <Column source="operatorName" disableSort />
      <Column source="userAgent" disableSort render={({ userAgent }) => browserName(userAgent)} />
      <Column source="address" />
      <Column source="createdAt" render={({ createdAt }) => momentHere(createdAt, locale)} />
      <Column source="lastSeenAt" render={({ lastSeenAt }) => momentHere(lastSeenAt, locale)} />
      <Column label="latchkey.sessions.ending" render={(session) => <Ending {...session} />} />
    </DataTable>
  );
};

const Ending = (session: OperatorSession) => {
  const translate = useTranslate();
  const refresh = useRefresh();
  const [deleteOne] = useDelete();
  const { canAccess } = useCanAccess({ action: 'delete', resource: 'sessions' });
  if (session.current)
    return <Chip label={translate('latchkey.sessions.current')} color="success" variant="outlined" />;
  if (!canAccess) return null;
  const end = async () => {
    await deleteOne('sessions', { id: session.id, previousData: session }, { returnPromise: true });
    refresh();
  };
  return <EndButton name={session.operatorName} end={end} />;
};

const Cards = () => {
  const { data } = useListContext<OperatorSession>();
  const [locale] = useLocaleState();
  return (
    <Box sx={{ display: 'grid' }}>
      {data?.map((session) => (
        <Box key={session.id} sx={{ display: 'flex', gap: 2, p: 2, borderBottom: 1, borderColor: 'divider' }}>
          <Box sx={{ flex: 1, minWidth: 0 }}>
            <Typography sx={{ fontWeight: 600 }}>{session.operatorName}</Typography>
            <Typography variant="body2" color="textSecondary">
              {browserName(session.userAgent)} · {session.address} · {momentHere(session.lastSeenAt, locale)}
            </Typography>
          </Box>
          <Ending {...session} />
        </Box>
      ))}
    </Box>
  );
};

const SessionList = () => {
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  return (
    <List
      actions={false}
      exporter={false}
      queryOptions={patience}
      pagination={<ListPages />}
      sort={{ field: 'lastSeenAt', order: 'DESC' }}
      perPage={25}
    >
      <ListBody>{narrow ? <Cards /> : <Rows />}</ListBody>
    </List>
  );
};

export default SessionList;
