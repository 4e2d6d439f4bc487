import SearchOffIcon from '@mui/icons-material/SearchOff';
import { Alert, Button } from '@mui/material';
import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { Pagination, useListContext, useListPaginationContext, useTranslate } from 'react-admin';
import { failureKey, LoadFailure } from './LoadFailure';
import { Notice } from './Notice';

interface Props {
  readonly children: ReactNode;
  /** Instead of rows, where there are none; unless told, that the filters may be why. */
  readonly none?: ReactNode;
}

/** The rows of a list, or why there are none to show. Rows that could not be refreshed stay, and say so. */
export const ListBody = ({ children, none = <NothingFound /> }: Props) => {
  const { error, data } = useListContext();
  const translate = useTranslate();
  const rows = data?.length === 0 ? none : children;
  if (!error) return rows;
  if (!data) return <LoadFailure error={error} />;
  return (
    <>
      <Alert severity="warning">{translate(failureKey(error))}</Alert>
      {rows}
    </>
  );
};

/** The library's own has a button without words, which on a narrow screen is none. */
const NothingFound = () => {
  const translate = useTranslate();
  const { setFilters } = useListContext();
  return (
    <Notice icon={<SearchOffIcon />} title={translate('ra.navigation.no_filtered_results')}>
      <Button variant="outlined" onClick={() => setFilters({}, {})}>
        {translate('ra.navigation.clear_filters')}
      </Button>
    </Notice>
  );
};

/** Turns pages, once there are some. */
export const ListPages = () => {
  const { data, total } = useListContext();
  if (!data) return null;
  return total === undefined ? <UncountedPages /> : <Pagination />;
};

/** Of a list that nobody counts: forwards and back, and nothing where one page is all. */
const UncountedPages = () => {
  const translate = useTranslate();
  const { page, setPage, hasNextPage = false, hasPreviousPage = false } = useListPaginationContext();
  if (!hasNextPage && !hasPreviousPage) return null;
  return (
    <Box component="nav" sx={{ display: 'flex', justifyContent: 'flex-end', gap: 1, p: 1 }}>
      <Button disabled={!hasPreviousPage} onClick={() => setPage(page - 1)}>
        {translate('ra.navigation.previous')}
      </Button>
      <Button disabled={!hasNextPage} onClick={() => setPage(page + 1)}>
        {translate('ra.navigation.next')}
      </Button>
    </Box>
  );
};
