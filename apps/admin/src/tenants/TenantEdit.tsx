import type { RaRecord } from 'react-admin';
import { OwnedEdit } from '../owned/OwnedForms';
import { TenantInputs } from './TenantInputs';

const TenantEdit = () => (
  <OwnedEdit title={({ name }: RaRecord & { name?: string }) => name} redirect="show">
    <TenantInputs />
  </OwnedEdit>
);

export default TenantEdit;
