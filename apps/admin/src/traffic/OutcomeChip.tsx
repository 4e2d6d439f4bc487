import { Chip } from '@mui/material';
import { useTranslate } from 'react-admin';

const GOOD = new Set(['approved', 'delivered']);
const BAD = new Set(['rejected', 'undelivered', 'blocked', 'held']);
const MIXED = new Set(['limited', 'wrong_code', 'unknown', 'expired', 'closed', 'not_found', 'opted_out']);

/** What became of something; its colour only repeats its word. */
export const OutcomeChip = ({ outcome }: { outcome: string }) => {
  const translate = useTranslate();
  const color = GOOD.has(outcome) ? 'success' : BAD.has(outcome) ? 'error' : MIXED.has(outcome) ? 'warning' : 'default';
  return (
    <Chip label={translate(`latchkey.traffic.outcomes.${outcome}`, { _: outcome })} color={color} variant="outlined" />
  );
};
