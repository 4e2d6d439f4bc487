import { OwnedCreate } from '../owned/OwnedForms';
import { CountryInput, SegmentInput } from './PriceInputs';

const PriceCreate = () => (
  <OwnedCreate>
    <CountryInput />
    <SegmentInput />
  </OwnedCreate>
);

export default PriceCreate;
