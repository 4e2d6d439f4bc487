import { required, SelectArrayInput, TextInput, useTranslate } from 'react-admin';
import { RegionInput } from '../signatures/TextInputs';
import { PARAMS } from './template';
import { TemplatePreview } from './TemplatePreview';

/** The text and what stands in it, with a look at the result. */
export const ContentInputs = ({ signature }: { signature?: string | undefined }) => {
  const translate = useTranslate();
  return (
    <>
      <TextInput
        source="content"
        multiline
        minRows={2}
        validate={required()}
        helperText={translate('latchkey.templates.content_help')}
      />
      <SelectArrayInput
        source="params"
        choices={PARAMS.map((id) => ({ id, name: `latchkey.templates.param.${id}` }))}
        helperText={translate('latchkey.templates.params_help')}
      />
      <TemplatePreview signature={signature} />
    </>
  );
};

/** When the template is used. */
export const UseInputs = () => {
  const translate = useTranslate();
  return (
    <>
      <TextInput source="purpose" validate={required()} helperText={translate('latchkey.templates.purpose_help')} />
      <TextInput source="locale" validate={required()} helperText={translate('latchkey.templates.locale_help')} />
      <RegionInput />
    </>
  );
};

export const TemplateInputs = ({ signature }: { signature?: string | undefined }) => (
  <>
    <TextInput
      source="providerTemplateId"
      validate={required()}
      helperText={useTranslate()('latchkey.templates.provider_id_help')}
    />
    <ContentInputs signature={signature} />
    <UseInputs />
  </>
);

export const NEW_TEMPLATE = { params: ['code', 'minutes'], purpose: '*', locale: '*', region: 'any' };
