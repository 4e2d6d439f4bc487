import Box from '@mui/material/Box';
import { useTranslate } from 'react-admin';
import { Named } from '../owned/Named';
import type { Refusal } from './records';

/** Accounts that refused a message, which another was then asked to send. */
export const PassedOver = ({ accounts }: { accounts: readonly Refusal[] }) => {
  const translate = useTranslate();
  return (
    <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
      {accounts.map(({ accountId, reason, providerCode }) => (
        <li key={accountId}>
          <Named resource="accounts" id={accountId} />{' '}
          {translate('latchkey.traffic.passed_over', {
            why: [translate(`latchkey.traffic.reasons.${reason}`, { _: reason }), providerCode]
              .filter(Boolean)
              .join(' · '),
          })}
        </li>
      ))}
    </Box>
  );
};
