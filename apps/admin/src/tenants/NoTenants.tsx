import { Card, CardContent, Typography } from '@mui/material';
import { CreateButton, useTranslate } from 'react-admin';

/** Instead of an empty list. */
export const NoTenants = () => {
  const translate = useTranslate();
  return (
    <Card sx={{ maxWidth: 520, mx: 'auto', mt: { xs: 2, sm: 8 } }}>
      <CardContent sx={{ display: 'grid', justifyItems: 'start', gap: 2, p: 3 }}>
        <Typography variant="h6" component="h1">
          {translate('latchkey.tenants.none')}
        </Typography>
        <Typography>{translate('latchkey.tenants.none_why')}</Typography>
        <CreateButton variant="contained" />
      </CardContent>
    </Card>
  );
};
