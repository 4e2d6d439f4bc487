import type { ReactNode } from 'react';
import type { RaRecord } from 'react-admin';

/** One fact of a row, on screens of every width. */
export interface Column<R extends RaRecord> {
  /** Its label is the resource's word for it. */
  readonly source: string;
  readonly show: (row: R) => ReactNode;
  readonly sortable?: boolean;
  /** `title` leads to the row's page; `mark` stands beside it. The rest are lines. */
  readonly role?: 'title' | 'mark';
}
