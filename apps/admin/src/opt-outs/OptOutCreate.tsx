import { required, TextInput } from 'react-admin';
import { OwnedCreate } from '../owned/OwnedForms';

const OptOutCreate = () => (
  <OwnedCreate>
    <TextInput source="phone" type="tel" validate={required()} placeholder="+8618566246612" />
  </OwnedCreate>
);

export default OptOutCreate;
