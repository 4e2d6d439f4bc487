import { Card, CardContent, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { Notification, ToggleThemeButton, useTranslate } from 'react-admin';
import { Brand } from '../layout/Brand';
import { LanguageButton } from '../layout/LanguageButton';

interface Props {
  /** Translated. */
  readonly title: string;
  readonly children?: ReactNode;
}

/** The frame of pages for somebody who is not signed in. */
export const SessionPage = ({ title, children }: Props) => {
  const translate = useTranslate();
  return (
    <Box
      sx={{
        minHeight: '100vh',
        display: 'flex',
        flexDirection: 'column',
        bgcolor: 'background.default',
        color: 'text.primary',
      }}
    >
      <Box component="header" sx={{ display: 'flex', alignItems: 'center', gap: 0.5, px: { xs: 2, sm: 3 }, py: 1.5 }}>
        <Box sx={{ flex: 1 }}>
          <Brand />
        </Box>
        <LanguageButton />
        <ToggleThemeButton />
      </Box>
      <Box
        component="main"
        sx={{ flex: 1, display: 'grid', placeItems: { xs: 'start center', sm: 'center' }, p: 2, pb: { sm: 16 } }}
      >
        <Card sx={{ width: '100%', maxWidth: 460 }}>
          <CardContent sx={{ display: 'grid', gap: 2, p: { xs: 3, sm: 4 }, '&:last-child': { pb: { xs: 3, sm: 4 } } }}>
            <div>
              <Typography variant="body2" color="textSecondary">
                {translate('latchkey.console')}
              </Typography>
              <Typography variant="h5" component="h1">
                {title}
              </Typography>
            </div>
            {children}
          </CardContent>
        </Card>
      </Box>
      <Notification />
    </Box>
  );
};
