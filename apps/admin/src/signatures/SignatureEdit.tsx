import type { RaRecord } from 'react-admin';
import { OwnedEdit } from '../owned/OwnedForms';
import { SignatureInputs } from './SignatureInputs';
import type { Signature } from './text';
import { TextFacts } from './TextFacts';

const nameOf = (record: RaRecord) => (record as Signature).text;

const SignatureEdit = () => (
  <OwnedEdit title={nameOf} head={<TextFacts />} removes={nameOf}>
    <SignatureInputs />
  </OwnedEdit>
);

export default SignatureEdit;
