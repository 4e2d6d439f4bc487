import { Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Moment } from '../owned/Moment';
import type { PackageBalance } from './package';

/** Why nothing newer is known, or of when the numbers are. */
export const PackageNote = ({ balance }: { balance: PackageBalance }) => {
  const translate = useTranslate();
  const { state, bought, providerCode, answeredAt, tenantId } = balance;
  const word = state === 'answered' ? (bought === 0 ? 'none' : undefined) : state;
  const failed = state !== 'answered' && state !== 'not_asked';
  return (
    <Typography variant="body2" sx={{ color: failed ? 'warning.main' : 'text.secondary' }}>
      {word !== undefined && translate(`latchkey.packages.state.${word}`)}
      {providerCode !== '' && ` (${providerCode})`}
      {answeredAt !== null && (
        <>
          {word !== undefined && ' '}
          {translate('latchkey.packages.as_of')} <Moment at={answeredAt} tenantId={tenantId} />
        </>
      )}
    </Typography>
  );
};
