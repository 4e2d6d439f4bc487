import { Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { List, SelectInput, TextInput, useListContext, useTranslate } from 'react-admin';
import { patience } from '../api/patience';
import { ListBody, ListPages } from '../layout/ListBody';
import { useTenantFilter } from '../owned/TenantFilter';
import { useBoundTenant } from '../session/useBoundTenant';
import type { SandboxMessage } from './message';
import { MessageBubble } from './MessageBubble';

/** New messages come by themselves, and the page does not flicker for it. */
const REFRESH_MS = 3_000;

const Phone = (_: { source: string; alwaysOn: boolean }) => (
  <TextInput
    source="phone"
    size="small"
    placeholder="+8618566246612"
    label={useTranslate()('latchkey.sandbox.phone')}
  />
);

const FILTERS = [
  <Phone key="phone" source="phone" alwaysOn />,
  <SelectInput
    key="mode"
    source="mode"
    alwaysOn
    size="small"
    choices={['live', 'test'].map((id) => ({ id, name: `latchkey.sandbox.mode.${id}` }))}
  />,
];

/** Messages of one tenant: of test keys, and of accounts at the sandbox. */
const SandboxInbox = () => {
  const bound = useBoundTenant();
  const tenantFilter = useTenantFilter();
  return (
    <List
      filters={[...tenantFilter, ...FILTERS]}
      {...(bound === undefined ? {} : { filter: { tenantId: bound } })}
      actions={false}
      exporter={false}
      empty={false}
      queryOptions={{ ...patience, refetchInterval: REFRESH_MS }}
      pagination={<ListPages />}
      sort={{ field: 'sentAt', order: 'DESC' }}
      disableAuthentication={false}
    >
      <Messages bound={bound} />
    </List>
  );
};

const Messages = ({ bound }: { bound: string | undefined }) => {
  const { data, filterValues } = useListContext<SandboxMessage>();
  const { tenantId = bound } = filterValues as { tenantId?: string };
  if (tenantId === undefined) return <Hint word="choose" />;
  return (
    <ListBody none={<Hint word="empty" />}>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {data?.map((message) => (
          <MessageBubble key={message.id} message={message} />
        ))}
      </Box>
    </ListBody>
  );
};

const Hint = ({ word }: { word: 'choose' | 'empty' }) => {
  const translate = useTranslate();
  return (
    <Box sx={{ display: 'grid', justifyItems: 'center', gap: 1, px: 3, py: 8, textAlign: 'center' }}>
      <Typography variant="h6" component="h2">
        {translate(`latchkey.sandbox.${word}`)}
      </Typography>
      <Typography color="textSecondary" sx={{ maxWidth: 480 }}>
        {translate(`latchkey.sandbox.${word}_why`)}
      </Typography>
    </Box>
  );
};

export default SandboxInbox;
