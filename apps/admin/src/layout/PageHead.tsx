import { Typography } from '@mui/material';
import Box from '@mui/material/Box';
import type { ReactNode } from 'react';

interface Props {
  /** Translated. */
  readonly title: ReactNode;
  readonly text?: ReactNode;
  /** Beside the title. */
  readonly marks?: ReactNode;
  /** What can be done, at the end of the line. */
  readonly actions?: ReactNode;
}

/** What stands above a page's content. */
export const PageHead = ({ title, text, marks, actions }: Props) => (
  <Box component="header" sx={{ display: 'grid', gap: 0.5, mb: 2 }}>
    <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', columnGap: 1.5, rowGap: 1 }}>
      <Typography variant="h5" component="h1" sx={{ overflowWrap: 'anywhere' }}>
        {title}
      </Typography>
      {marks}
      <Box sx={{ flex: 1 }} />
      {actions}
    </Box>
    {text && (
      <Typography color="textSecondary" sx={{ maxWidth: 720 }}>
        {text}
      </Typography>
    )}
  </Box>
);
