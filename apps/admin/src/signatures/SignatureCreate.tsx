import { OwnedCreate } from '../owned/OwnedForms';
import { SignatureInputs } from './SignatureInputs';
import { AccountInput } from './TextInputs';

const SignatureCreate = () => (
  <OwnedCreate defaults={{ region: 'any' }}>
    <AccountInput />
    <SignatureInputs />
  </OwnedCreate>
);

export default SignatureCreate;
