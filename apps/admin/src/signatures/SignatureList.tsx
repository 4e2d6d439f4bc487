import { useTranslate } from 'react-admin';
import type { Column } from '../owned/Column';
import { OwnedList } from '../owned/OwnedList';
import { Named } from '../owned/Named';
import { ApplyButton } from './ApplyButton';
import { RefreshReviews } from './RefreshReviews';
import { ReviewMark } from './ReviewMark';
import type { Signature } from './text';

export const RegionName = ({ region }: Pick<Signature, 'region'>) => useTranslate()(`latchkey.region.${region}`);

const COLUMNS: Column<Signature>[] = [
  { source: 'text', role: 'title', sortable: true, show: ({ text }) => text },
  { source: 'review', role: 'mark', sortable: true, show: (signature) => <ReviewMark {...signature} /> },
  { source: 'region', sortable: true, show: (signature) => <RegionName {...signature} /> },
  { source: 'accountId', show: ({ accountId }) => <Named resource="accounts" id={accountId} /> },
];

const TOOLS = (
  <>
    <RefreshReviews />
    <ApplyButton />
  </>
);

const SignatureList = () => (
  <OwnedList<Signature> columns={COLUMNS} sort={{ field: 'text', order: 'ASC' }} opens="edit" actions={TOOLS} />
);

export default SignatureList;
