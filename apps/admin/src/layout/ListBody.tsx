import { Alert } from '@mui/material';
import type { ReactNode } from 'react';
import { Pagination, useListContext, useTranslate } from 'react-admin';
import { failureKey, LoadFailure } from './LoadFailure';

/** The rows of a list, or why there are none to show. Rows that could not be refreshed stay, and say so. */
export const ListBody = ({ children }: { children: ReactNode }) => {
  const { error, data } = useListContext();
  const translate = useTranslate();
  if (!error) return children;
  if (!data) return <LoadFailure error={error} />;
  return (
    <>
      <Alert severity="warning">{translate(failureKey(error))}</Alert>
      {children}
    </>
  );
};

/** Turns pages, once there are some. */
export const ListPages = () => {
  const { error, data } = useListContext();
  return error && !data ? null : <Pagination />;
};
