import { Skeleton } from '@mui/material';
import { required, TextInput, useTranslate } from 'react-admin';
import { OwnedCreate } from '../owned/OwnedForms';
import { PolicyInputs } from './PolicyInputs';
import { useBounds } from './useBounds';

const PolicyCreate = () => {
  const told = useBounds();
  const translate = useTranslate();
  if (!told) return <Skeleton variant="rounded" height={480} />;
  return (
    <OwnedCreate defaults={told.defaults}>
      <TextInput source="purpose" validate={required()} helperText={translate('latchkey.policies.purpose_help')} />
      <PolicyInputs />
    </OwnedCreate>
  );
};

export default PolicyCreate;
