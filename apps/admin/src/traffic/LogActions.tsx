import { FilterButton, TopToolbar } from 'react-admin';
import { ExportButton } from './ExportButton';

/** What can be done with a list of the log. */
export const LogActions = () => (
  <TopToolbar>
    <FilterButton />
    <ExportButton />
  </TopToolbar>
);
