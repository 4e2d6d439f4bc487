import { required, ResourceContextProvider, TextInput, useTranslate } from 'react-admin';
import { OwnedCreate } from '../owned/OwnedForms';
import { AccountInput } from '../signatures/TextInputs';
import { ContentInputs, NEW_TEMPLATE, UseInputs } from './TemplateInputs';

const Inputs = () => {
  const translate = useTranslate();
  return (
    <>
      <AccountInput source="accountId" onlyTencent />
      <TextInput source="name" validate={required()} />
      <ContentInputs />
      <UseInputs />
      <TextInput
        source="remark"
        multiline
        validate={required()}
        helperText={translate('latchkey.templates.remark_help')}
      />
    </>
  );
};

/** Files a template with Tencent for review. */
const TemplateApply = () => (
  <ResourceContextProvider value="templates">
    <OwnedCreate
      defaults={{ ...NEW_TEMPLATE, region: 'mainland' }}
      path="templates/applications"
      words="apply_template"
      action="latchkey.review.file"
    >
      <Inputs />
    </OwnedCreate>
  </ResourceContextProvider>
);

export default TemplateApply;
