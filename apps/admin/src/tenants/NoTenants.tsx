import { Card, CardContent, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Command } from '../layout/Command';

/** Instead of an empty list. */
export const NoTenants = () => {
  const translate = useTranslate();
  return (
    <Card sx={{ maxWidth: 520, mx: 'auto', mt: { xs: 2, sm: 8 } }}>
      <CardContent sx={{ display: 'grid', gap: 2, p: 3 }}>
        <Typography variant="h6" component="h1">
          {translate('latchkey.tenants.none')}
        </Typography>
        <Typography>{translate('latchkey.tenants.none_why')}</Typography>
        <Command>npx latchkey tenant create Example</Command>
      </CardContent>
    </Card>
  );
};
