import {
  BooleanInput,
  NumberInput,
  required,
  ResourceContextProvider,
  SelectInput,
  TextInput,
  useTranslate,
} from 'react-admin';
import { useWatch } from 'react-hook-form';
import { OwnedCreate } from '../owned/OwnedForms';
import { PictureInput } from './PictureInput';
import { AccountInput, RegionInput } from './TextInputs';

const SIGN_TYPES = ['company', 'app', 'trademark', 'institution'] as const;
const DOCUMENT_TYPES = [
  'three_in_one',
  'business_licence',
  'organisation_code',
  'social_credit_code',
  'app_backend',
  'trademark',
] as const;

const choicesOf = (kind: string, ids: readonly string[], mainland: boolean, abroadOnly: string) =>
  ids.filter((id) => !mainland || id !== abroadOnly).map((id) => ({ id, name: `latchkey.signatures.${kind}.${id}` }));

const Inputs = () => {
  const translate = useTranslate();
  const mainland = useWatch({ name: 'region' }) !== 'international';
  const forOthers = useWatch({ name: 'forOthers' }) === true;
  return (
    <>
      <AccountInput source="accountId" onlyTencent />
      <TextInput source="text" validate={required()} helperText={translate('latchkey.signatures.text_help')} />
      <RegionInput regions={['mainland', 'international']} />
      <SelectInput
        source="signType"
        validate={required()}
        choices={choicesOf('sign_type', SIGN_TYPES, mainland, 'app')}
      />
      <SelectInput
        source="documentType"
        validate={required()}
        choices={choicesOf('document_type', DOCUMENT_TYPES, mainland, 'app_backend')}
      />
      <PictureInput source="proofImage" />
      {mainland && (
        <NumberInput
          source="qualificationId"
          min={1}
          helperText={translate('latchkey.signatures.qualification_help')}
        />
      )}
      <BooleanInput source="forOthers" />
      {forOthers && <PictureInput source="commissionImage" />}
      <TextInput source="remark" multiline />
    </>
  );
};

/** Files a signature with Tencent for review. */
const SignatureApply = () => (
  <ResourceContextProvider value="signatures">
    <OwnedCreate
      defaults={{ region: 'mainland', forOthers: false }}
      path="signatures/applications"
      words="apply_signature"
      action="latchkey.review.file"
    >
      <Inputs />
    </OwnedCreate>
  </ResourceContextProvider>
);

export default SignatureApply;
