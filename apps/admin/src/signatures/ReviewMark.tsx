import { Chip, Tooltip } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { ReviewedText } from './text';

const COLORS = {
  usable: 'success',
  pending: 'info',
  approved: 'info',
  rejected: 'error',
  missing: 'warning',
  unknown: 'default',
} as const;

/** What the provider's reviewers say, and their words where there are some. */
export const ReviewMark = ({ review, reviewReply }: Pick<ReviewedText, 'review' | 'reviewReply'>) => {
  const translate = useTranslate();
  const state = review ?? 'unknown';
  return (
    <Tooltip title={reviewReply || translate(`latchkey.review.why.${state}`)}>
      <Chip tabIndex={0} label={translate(`latchkey.review.${state}`)} color={COLORS[state]} variant="outlined" />
    </Tooltip>
  );
};
