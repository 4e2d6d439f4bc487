import { Alert } from '@mui/material';
import Box from '@mui/material/Box';
import { type RaRecord, useRecordContext, useTranslate } from 'react-admin';
import { OwnedEdit } from '../owned/OwnedForms';
import { TenantName } from '../owned/TenantName';
import type { Policy } from './policy';
import { PolicyInputs } from './PolicyInputs';

const About = () => {
  const policy = useRecordContext<Policy>();
  const translate = useTranslate();
  if (!policy) return null;
  return (
    <Box sx={{ mb: 2, display: 'grid', gap: 1.5 }}>
      <TenantName id={policy.tenantId} />
      {policy.isDefault && (
        <Alert severity="info" variant="outlined">
          {translate('latchkey.policies.default_why')}
        </Alert>
      )}
    </Box>
  );
};

const Name = ({ purpose }: Pick<Policy, 'purpose'>) =>
  useTranslate()(purpose === '*' ? 'latchkey.policies.of_rest' : 'latchkey.policies.of_purpose', { purpose });

const titleOf = (record: RaRecord) => <Name {...(record as Policy)} />;

const PolicyEdit = () => (
  <OwnedEdit
    title={titleOf}
    head={<About />}
    removes={(record) => ((record as Policy).isDefault ? undefined : (record as Policy).purpose)}
  >
    <PolicyInputs />
  </OwnedEdit>
);

export default PolicyEdit;
