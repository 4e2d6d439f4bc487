import { Refused } from '@latchkey/core';

/** The row that a change by id touched. Throws Refused with `not_found` when there was none, whoever it may belong to. */
export function one<T>([row]: readonly T[]): T {
  if (row === undefined) throw new Refused({ kind: 'not_found' });
  return row;
}
