import { Card, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import type { ReactNode } from 'react';

interface Props {
  /** Translated, like the text. */
  readonly title: string;
  readonly text?: string;
  readonly children?: ReactNode;
}

/** A part of a page, with its own heading. */
export const Section = ({ title, text, children }: Props) => (
  <Card component="section" sx={{ p: { xs: 2, sm: 3 }, display: 'grid', gap: 1.5 }}>
    <Box>
      <Typography variant="h6" component="h2">
        {title}
      </Typography>
      {text && (
        <Typography variant="body2" color="textSecondary">
          {text}
        </Typography>
      )}
    </Box>
    {children}
  </Card>
);
