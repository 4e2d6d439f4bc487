import { Alert, Card, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { type RaRecord, required, TextInput, useRecordContext, useTranslate } from 'react-admin';
import { Facts } from '../layout/Facts';
import { Mono } from '../layout/Mono';
import { Moment } from '../owned/Moment';
import { OwnedEdit } from '../owned/OwnedForms';
import { TenantName } from '../owned/TenantName';
import type { Account } from './account';
import { AccountInputs, TencentInputs } from './AccountInputs';
import { AccountPackages } from './AccountPackages';
import { CallbackAddress } from './CallbackAddress';
import { CredentialCheck } from './CredentialCheck';

/** The code of ours for no answer; all others are Tencent's. */
const UNREACHABLE = 'Latchkey.Unreachable';

const About = () => {
  const account = useRecordContext<Account>();
  const translate = useTranslate();
  if (!account) return null;
  const { id, tenantId, provider, reviewsAskedAt, reviewsProblem } = account;
  const atTencent = { reviewsAskedAt: <Moment at={reviewsAskedAt} tenantId={tenantId} /> };
  return (
    <Card sx={{ p: { xs: 2, sm: 3 }, mb: 2, display: 'grid', gap: 3 }}>
      <Facts
        resource="accounts"
        facts={{
          tenantId: <TenantName id={tenantId} />,
          provider: translate(`latchkey.accounts.provider.${provider}`),
          id: <Mono copy>{id}</Mono>,
          ...(provider === 'tencent' ? atTencent : {}),
        }}
      />
      {reviewsProblem !== '' && (
        <Alert severity="warning" variant="outlined">
          {reviewsProblem === UNREACHABLE
            ? translate('latchkey.accounts.reviews_unreachable')
            : translate('latchkey.accounts.reviews_problem', { code: reviewsProblem })}
        </Alert>
      )}
      {provider === 'tencent' && <CredentialCheck accountId={id} />}
      {provider === 'tencent' && <AccountPackages accountId={id} />}
      {provider === 'tencent' && <CallbackAddress accountId={id} />}
      {provider === 'sandbox' && (
        <Box>
          <Typography color="textSecondary">{translate('latchkey.accounts.sandbox_why')}</Typography>
        </Box>
      )}
    </Card>
  );
};

const Inputs = () => {
  const account = useRecordContext<Account>();
  return (
    <>
      <TextInput source="name" validate={required()} />
      <TencentInputs keeps={account?.hasCredentials ?? false} />
      <AccountInputs />
    </>
  );
};

const nameOf = (record: RaRecord) => (record as Account).name;

const AccountEdit = () => (
  <OwnedEdit title={nameOf} head={<About />} removes={nameOf}>
    <Inputs />
  </OwnedEdit>
);

export default AccountEdit;
