import { required, TextInput, useTranslate } from 'react-admin';
import { RegionInput } from './TextInputs';

export const SignatureInputs = () => {
  const translate = useTranslate();
  return (
    <>
      <TextInput source="text" validate={required()} helperText={translate('latchkey.signatures.text_help')} />
      <RegionInput />
    </>
  );
};
