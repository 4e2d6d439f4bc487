import { Alert, Card } from '@mui/material';
import { useRecordContext, useResourceContext, useTranslate } from 'react-admin';
import { Facts } from '../layout/Facts';
import { Mono } from '../layout/Mono';
import { TenantName } from '../owned/TenantName';
import { Named } from '../owned/Named';
import { ReviewMark } from './ReviewMark';
import type { ReviewedText } from './text';

/** Whose text it is and what reviewers say of it. */
export const TextFacts = () => {
  const text = useRecordContext<ReviewedText>();
  const resource = useResourceContext() ?? '';
  const translate = useTranslate();
  if (!text) return null;
  return (
    <Card sx={{ p: { xs: 2, sm: 3 }, mb: 2, display: 'grid', gap: 2 }}>
      <Facts
        resource={resource}
        facts={{
          tenantId: <TenantName id={text.tenantId} />,
          accountId: <Named resource="accounts" id={text.accountId} />,
          review: <ReviewMark {...text} />,
          id: <Mono copy>{text.id}</Mono>,
        }}
      />
      {text.reviewReply !== '' && (
        <Alert severity={text.review === 'rejected' ? 'error' : 'info'} variant="outlined">
          {text.reviewReply}
        </Alert>
      )}
      {text.review !== null && text.review !== 'usable' && (
        <Alert severity="info" variant="outlined">
          {translate(`latchkey.review.why.${text.review}`)}
        </Alert>
      )}
    </Card>
  );
};
