import { Card } from '@mui/material';
import { type RaRecord, useRecordContext, useTranslate } from 'react-admin';
import { Facts } from '../layout/Facts';
import { Mono } from '../layout/Mono';
import { Moment } from '../owned/Moment';
import { OwnedEdit } from '../owned/OwnedForms';
import { TenantName } from '../owned/TenantName';
import { type ApiKey, stateOf } from './apiKey';
import { NameInput, OriginsInput, SourcesInput } from './ApiKeyInputs';
import { KindMark, StateMark } from './KeyMarks';

const About = () => {
  const apiKey = useRecordContext<ApiKey>();
  const translate = useTranslate();
  if (!apiKey) return null;
  const { id, last4, tenantId, permissions, createdAt, lastUsedAt, expiresAt, revokedAt } = apiKey;
  return (
    <Card sx={{ p: { xs: 2, sm: 3 }, mb: 2 }}>
      <Facts
        resource="api-keys"
        facts={{
          tenantId: <TenantName id={tenantId} />,
          id: <Mono copy>{id}</Mono>,
          last4: <Mono>{`…${last4}`}</Mono>,
          mode: (
            <>
              <KindMark apiKey={apiKey} /> <StateMark apiKey={apiKey} />
            </>
          ),
          permissions: permissions
            .map((id) => translate(`latchkey.keys.scope.${id.replace(':', '_')}`, { _: id }))
            .join(' · '),
          createdAt: <Moment at={createdAt} tenantId={tenantId} />,
          lastUsedAt: <Moment at={lastUsedAt} tenantId={tenantId} />,
          expiresAt: <Moment at={expiresAt} tenantId={tenantId} />,
          ...(revokedAt === null ? {} : { revokedAt: <Moment at={revokedAt} tenantId={tenantId} /> }),
        }}
      />
    </Card>
  );
};

const nameOf = (record: RaRecord) => (record as ApiKey).name;

const ApiKeyEdit = () => (
  <OwnedEdit
    title={nameOf}
    head={<About />}
    removes={(record) => (stateOf(record as ApiKey) === 'revoked' ? undefined : nameOf(record))}
  >
    <NameInput />
    <OriginsInput />
    <SourcesInput />
  </OwnedEdit>
);

export default ApiKeyEdit;
