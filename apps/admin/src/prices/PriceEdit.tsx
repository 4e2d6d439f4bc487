import type { RaRecord } from 'react-admin';
import { OwnedEdit } from '../owned/OwnedForms';
import type { Price } from './price';
import { SegmentInput } from './PriceInputs';
import { Country } from './PriceList';

const PriceEdit = () => (
  <OwnedEdit title={(record: RaRecord) => <Country code={(record as Price).country} />} undoable>
    <SegmentInput />
  </OwnedEdit>
);

export default PriceEdit;
