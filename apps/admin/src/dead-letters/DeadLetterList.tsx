import { type Theme, Typography, useMediaQuery } from '@mui/material';
import Box from '@mui/material/Box';
import { DataTable, List, TopToolbar, useListContext, useRecordContext, useTranslate } from 'react-admin';
import DoneIcon from '@mui/icons-material/TaskAlt';
import { patience } from '../api/patience';
import { ExpandableTable } from '../layout/ExpandableTable';
import { ListBody, ListPages } from '../layout/ListBody';
import { Notice } from '../layout/Notice';
import { MONO } from '../layout/theme';
import { Moment } from '../owned/Moment';
import { TenantFilter } from '../owned/TenantFilter';
import { TenantName } from '../owned/TenantName';
import { FLOWING } from '../traffic/LogList';
import type { DeadLetter } from './deadLetter';
import { Deeds, RetryAll } from './DeadLetterDeeds';

const Column = DataTable.Col<DeadLetter>;
const REFRESH_MS = 15_000;

/** Events that are in no list and no sum, and what can be done about them. */
const DeadLetterList = () => {
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  return (
    <List
      filters={[<TenantFilter key="tenantId" source="tenantId" alwaysOn />]}
      actions={
        <TopToolbar>
          <RetryAll />
        </TopToolbar>
      }
      exporter={false}
      empty={<None />}
      queryOptions={{ ...patience, refetchInterval: REFRESH_MS }}
      pagination={<ListPages />}
      sort={{ field: 'at', order: 'ASC' }}
      perPage={25}
      sx={FLOWING}
    >
      <ListBody>{narrow ? <Cards /> : <Rows />}</ListBody>
    </List>
  );
};

export default DeadLetterList;

const None = () => {
  const translate = useTranslate();
  return (
    <Notice
      icon={<DoneIcon />}
      title={translate('latchkey.dead_letters.none')}
      text={translate('latchkey.dead_letters.none_why')}
    />
  );
};

const Why = () => (
  <Typography variant="body2" color="textSecondary" sx={{ px: 2, py: 1.5, maxWidth: 720 }}>
    {useTranslate()('latchkey.dead_letters.why')}
  </Typography>
);

const Rows = () => (
  <>
    <Why />
    <ExpandableTable rowClick="expand" expand={<Event />}>
      <Column source="at" render={({ at, tenantId }) => <Moment at={at} tenantId={tenantId} exact />} />
      <Column source="tenantId" render={({ tenantId }) => <Tenant id={tenantId} />} />
      <Column source="type" disableSort render={(letter) => <What {...letter} />} />
      <Column source="error" disableSort sx={{ maxWidth: 320, overflowWrap: 'anywhere' }} />
      <Column source="retriedAt" render={(letter) => <Tried {...letter} />} />
      <Column source="id" label={false} disableSort render={(letter) => <Deeds letter={letter} />} />
    </ExpandableTable>
  </>
);

const Cards = () => {
  const { data = [] } = useListContext<DeadLetter>();
  return (
    <>
      <Why />
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {data.map((letter) => (
          <Box
            key={letter.id}
            component="li"
            sx={{ p: 2, display: 'grid', gap: 0.75, borderTop: 1, borderColor: 'divider' }}
          >
            <Typography sx={{ fontWeight: 600 }}>
              <What {...letter} />
            </Typography>
            <Typography variant="body2" color="textSecondary">
              <Tenant id={letter.tenantId} /> · <Moment at={letter.at} tenantId={letter.tenantId} exact />
            </Typography>
            <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
              {letter.error}
            </Typography>
            <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
              <Deeds letter={letter} />
            </Box>
          </Box>
        ))}
      </Box>
    </>
  );
};

const Tenant = ({ id }: { id: string }) => (id === '' ? '–' : <TenantName id={id} />);

const Tried = ({ retriedAt, tenantId }: DeadLetter) => {
  const never = useTranslate()('latchkey.dead_letters.never');
  return retriedAt === null ? never : <Moment at={retriedAt} tenantId={tenantId} exact />;
};

const What = ({ type, outcome }: DeadLetter) => {
  const translate = useTranslate();
  const words = [
    translate(`latchkey.traffic.types.${type || '-'}`, { _: type }),
    translate(`latchkey.traffic.outcomes.${outcome || '-'}`, { _: outcome }),
  ].filter(Boolean);
  return words.length === 0 ? '–' : words.join(' · ');
};

/** As it came, without what finds or opens the number. */
const Event = () => {
  const letter = useRecordContext<DeadLetter>();
  return (
    <Box
      component="pre"
      sx={{ m: 0, p: 1, fontFamily: MONO, fontSize: '0.75rem', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
    >
      {JSON.stringify(letter?.event, null, 2)}
    </Box>
  );
};
