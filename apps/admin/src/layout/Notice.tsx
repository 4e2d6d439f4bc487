import { Typography } from '@mui/material';
import Box from '@mui/material/Box';
import type { ReactNode } from 'react';

interface Props {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text?: string;
  readonly children?: ReactNode;
}

/** Stands where content would. All words are translated. */
export const Notice = ({ icon, title, text, children }: Props) => (
  <Box role="alert" sx={{ display: 'grid', justifyItems: 'center', gap: 1.5, px: 3, py: 8, textAlign: 'center' }}>
    <Box sx={{ color: 'text.secondary', '& svg': { fontSize: 40 } }}>{icon}</Box>
    <Typography variant="h6" component="h1">
      {title}
    </Typography>
    {text && <Typography color="textSecondary">{text}</Typography>}
    {children}
  </Box>
);
