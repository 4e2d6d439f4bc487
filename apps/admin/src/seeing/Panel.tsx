import { Alert, Card, Skeleton, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { useTranslate } from 'react-admin';
import { failureKey } from '../layout/LoadFailure';

interface Props {
  /** Translated. */
  readonly title: string;
  /** Height kept while there is nothing yet, so that nothing jumps. */
  readonly minHeight: number;
  readonly loading: boolean;
  readonly error: unknown;
  readonly children: ReactNode;
  readonly aside?: ReactNode;
}

/** A part of the overview: its title, and what it shows or why it cannot. */
export const Panel = ({ title, minHeight, loading, error, children, aside }: Props) => {
  const translate = useTranslate();
  return (
    <Card component="section" aria-label={title} sx={{ p: { xs: 2, sm: 2.5 }, minWidth: 0 }}>
      <Box sx={{ display: 'flex', alignItems: 'baseline', justifyContent: 'space-between', gap: 1, mb: 1.5 }}>
        <Typography variant="h6" component="h2">
          {title}
        </Typography>
        {aside}
      </Box>
      <Box sx={{ minHeight }}>
        {loading ? <Skeleton variant="rounded" height={minHeight} /> : children}
        {Boolean(error) && (
          <Alert severity="warning" sx={{ mt: 1 }}>
            {translate(failureKey(error))}
          </Alert>
        )}
      </Box>
    </Card>
  );
};
