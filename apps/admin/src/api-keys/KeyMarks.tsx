import { Chip } from '@mui/material';
import { useTranslate } from 'react-admin';
import { type ApiKey, kindOf, stateOf } from './apiKey';

const COLORS = { valid: 'success', expired: 'warning', revoked: 'default' } as const;

export const KindMark = ({ apiKey }: { apiKey: ApiKey }) => (
  <Chip label={useTranslate()(`latchkey.keys.kind.${kindOf(apiKey)}`)} variant="outlined" />
);

export const StateMark = ({ apiKey }: { apiKey: ApiKey }) => {
  const state = stateOf(apiKey);
  return <Chip label={useTranslate()(`latchkey.keys.state.${state}`)} color={COLORS[state]} variant="outlined" />;
};
