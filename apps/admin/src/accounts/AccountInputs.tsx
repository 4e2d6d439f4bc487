import { Typography } from '@mui/material';
import { BooleanInput, NumberInput, PasswordInput, required, SelectInput, TextInput, useTranslate } from 'react-admin';
import { useWatch } from 'react-hook-form';
import { PROVIDERS } from './account';

const REGIONS = ['ap-guangzhou', 'ap-beijing', 'ap-nanjing', 'ap-singapore'];

export const ProviderInput = () => (
  <SelectInput
    source="provider"
    validate={required()}
    choices={PROVIDERS.map((id) => ({ id, name: `latchkey.accounts.provider.${id}` }))}
  />
);

/** What Tencent has to be told. `keeps`: secrets are stored already and stay unless new ones are typed. */
export const TencentInputs = ({ keeps = false }: { keeps?: boolean }) => {
  const translate = useTranslate();
  const provider = useWatch({ name: 'provider' }) as string | undefined;
  const from = useWatch({ name: 'settings.credentials' }) as string | undefined;
  if (provider !== 'tencent') return null;
  const needed = keeps ? {} : { validate: required() };
  return (
    <>
      <TextInput
        source="settings.sdkAppId"
        label="resources.accounts.fields.sdkAppId"
        validate={required()}
        slotProps={{ htmlInput: { inputMode: 'numeric' } }}
        helperText={translate('latchkey.accounts.sdk_app_id_help')}
      />
      <SelectInput
        source="settings.region"
        label="resources.accounts.fields.region"
        defaultValue="ap-guangzhou"
        choices={REGIONS.map((id) => ({ id, name: id }))}
        translateChoice={false}
      />
      <SelectInput
        source="settings.credentials"
        label="resources.accounts.fields.credentials"
        defaultValue="sealed"
        choices={['sealed', 'environment'].map((id) => ({ id, name: `latchkey.accounts.from.${id}` }))}
        helperText={translate(`latchkey.accounts.from_help.${from === 'environment' ? 'environment' : 'sealed'}`)}
      />
      {from !== 'environment' && (
        <>
          {keeps && (
            <Typography variant="body2" color="textSecondary">
              {translate('latchkey.accounts.keeps')}
            </Typography>
          )}
          <TextInput source="credentials.secretId" label="SecretId" autoComplete="off" {...needed} />
          <PasswordInput source="credentials.secretKey" label="SecretKey" autoComplete="new-password" {...needed} />
        </>
      )}
    </>
  );
};

export const AccountInputs = () => {
  const translate = useTranslate();
  return (
    <>
      <NumberInput
        source="priority"
        min={0}
        max={1000}
        step={1}
        helperText={translate('latchkey.accounts.priority_help')}
      />
      <BooleanInput source="enabled" />
    </>
  );
};
