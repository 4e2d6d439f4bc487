import { type RaRecord, useGetList, useRecordContext } from 'react-admin';
import { OwnedEdit } from '../owned/OwnedForms';
import type { Signature } from '../signatures/text';
import { TextFacts } from '../signatures/TextFacts';
import type { Template } from './template';
import { TemplateInputs } from './TemplateInputs';

const Inputs = () => {
  const template = useRecordContext<Template>();
  const { data } = useGetList<Signature>('signatures', {
    filter: { tenantId: template?.tenantId },
    pagination: { page: 1, perPage: 50 },
    sort: { field: 'id', order: 'ASC' },
  });
  return <TemplateInputs signature={data?.find(({ accountId }) => accountId === template?.accountId)?.text} />;
};

const nameOf = (record: RaRecord) => (record as Template).providerTemplateId;

const TemplateEdit = () => (
  <OwnedEdit title={nameOf} head={<TextFacts />} removes={nameOf}>
    <Inputs />
  </OwnedEdit>
);

export default TemplateEdit;
