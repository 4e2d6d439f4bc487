import type { Column } from '../owned/Column';
import { OwnedList } from '../owned/OwnedList';
import { Named } from '../owned/Named';
import { ApplyButton } from '../signatures/ApplyButton';
import { RefreshReviews } from '../signatures/RefreshReviews';
import { ReviewMark } from '../signatures/ReviewMark';
import { AnyOr } from './AnyOr';
import type { Template } from './template';

const COLUMNS: Column<Template>[] = [
  { source: 'providerTemplateId', role: 'title', sortable: true, show: ({ providerTemplateId }) => providerTemplateId },
  { source: 'review', role: 'mark', sortable: true, show: (template) => <ReviewMark {...template} /> },
  { source: 'content', show: ({ content }) => content },
  { source: 'purpose', sortable: true, show: ({ purpose }) => <AnyOr>{purpose}</AnyOr> },
  { source: 'locale', sortable: true, show: ({ locale }) => <AnyOr>{locale}</AnyOr> },
  { source: 'accountId', show: ({ accountId }) => <Named resource="accounts" id={accountId} /> },
];

const TOOLS = (
  <>
    <RefreshReviews />
    <ApplyButton />
  </>
);

const TemplateList = () => (
  <OwnedList<Template>
    columns={COLUMNS}
    sort={{ field: 'providerTemplateId', order: 'ASC' }}
    opens="edit"
    actions={TOOLS}
  />
);

export default TemplateList;
