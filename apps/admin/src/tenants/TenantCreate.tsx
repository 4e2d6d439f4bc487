import { Card } from '@mui/material';
import Box from '@mui/material/Box';
import { Create, SaveButton, SimpleForm, useRedirect, useTranslate } from 'react-admin';
import { FORM } from '../owned/OwnedForms';
import { BackToList } from '../layout/BackToList';
import { PageHead } from '../layout/PageHead';
import type { Tenant } from './tenant';
import { TenantInputs } from './TenantInputs';

const NEW_TENANT = {
  timeZone: 'Asia/Shanghai',
  locale: 'zh-CN',
  homeCountry: 'CN',
  allowedCountries: ['CN'],
  currency: 'CNY',
};

const Bar = () => (
  <Box sx={{ px: 2, pb: 2 }}>
    <SaveButton label="latchkey.tenants.go_on" alwaysEnable />
  </Box>
);

/** A tenant alone cannot send, so making one leads on to what it needs. */
const TenantCreate = () => {
  const redirect = useRedirect();
  const translate = useTranslate();
  return (
    <Create<Tenant>
      component="div"
      actions={false}
      title={<BackToList resource="tenants" />}
      redirect={false}
      mutationOptions={{ onSuccess: ({ id }) => redirect(`/tenants/${id}/setup`) }}
      sx={{ maxWidth: 720 }}
    >
      <PageHead title={translate('latchkey.making.tenants.title')} text={translate('latchkey.making.tenants.text')} />
      <Card sx={{ p: { xs: 0, sm: 1 } }}>
        <SimpleForm defaultValues={NEW_TENANT} toolbar={<Bar />} sx={FORM}>
          <TenantInputs />
        </SimpleForm>
      </Card>
    </Create>
  );
};

export default TenantCreate;
