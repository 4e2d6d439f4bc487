import { Skeleton, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { Title, useTranslate } from 'react-admin';
import { useAnswer } from '../api/useAnswer';
import { LoadFailure } from '../layout/LoadFailure';
import { RoleChip } from '../operators/RoleChip';
import type { Operator } from '../operators/operator';
import { AuthenticatorCard } from './AuthenticatorCard';
import { OwnSessions } from './OwnSessions';
import { PasswordCard } from './PasswordCard';

export interface Account extends Operator {
  readonly recoveryCodesLeft: number;
}

/** Everybody's own: password, authenticator, recovery codes, sessions. */
const AccountPage = () => {
  const translate = useTranslate();
  const { answer, error, reload } = useAnswer<Account>('account');
  if (error && !answer) return <LoadFailure error={error} />;
  if (!answer) return <Skeleton variant="rounded" height={360} />;
  return (
    <Box sx={{ display: 'grid', gap: 2, maxWidth: 760 }}>
      <Title title={translate('latchkey.account.title')} />
      <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: 1.5 }}>
        <Typography variant="h5" component="h1" sx={{ overflowWrap: 'anywhere' }}>
          {answer.name}
        </Typography>
        <RoleChip {...answer} />
        <Typography color="textSecondary">{answer.signInName}</Typography>
      </Box>
      <PasswordCard secondFactor={answer.secondFactor} />
      <AuthenticatorCard account={answer} changed={reload} />
      <OwnSessions />
    </Box>
  );
};

export default AccountPage;
