import { Typography } from '@mui/material';
import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { useTranslate } from 'react-admin';

interface Props {
  /** Whose words for the fields are used. */
  readonly resource: string;
  readonly facts: Readonly<Record<string, ReactNode>>;
}

/** What is known of one thing, field by field. */
export const Facts = ({ resource, facts }: Props) => {
  const translate = useTranslate();
  return (
    <Box component="dl" sx={{ m: 0, display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
      {Object.entries(facts).map(([field, value]) => (
        <div key={field}>
          <Typography component="dt" variant="body2" color="textSecondary">
            {translate(`resources.${resource}.fields.${field}`)}
          </Typography>
          <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
            {value}
          </Box>
        </div>
      ))}
    </Box>
  );
};
