import { required, TextInput } from 'react-admin';
import { OwnedCreate } from '../owned/OwnedForms';
import { AccountInputs, ProviderInput, TencentInputs } from './AccountInputs';

export const NEW_ACCOUNT = { name: 'default', provider: 'tencent', priority: 0, enabled: true };

const AccountCreate = () => (
  <OwnedCreate defaults={NEW_ACCOUNT}>
    <TextInput source="name" validate={required()} />
    <ProviderInput />
    <TencentInputs />
    <AccountInputs />
  </OwnedCreate>
);

export default AccountCreate;
