import { OwnedCreate } from '../owned/OwnedForms';
import { AccountInput } from '../signatures/TextInputs';
import { NEW_TEMPLATE, TemplateInputs } from './TemplateInputs';

const TemplateCreate = () => (
  <OwnedCreate defaults={NEW_TEMPLATE}>
    <AccountInput />
    <TemplateInputs />
  </OwnedCreate>
);

export default TemplateCreate;
