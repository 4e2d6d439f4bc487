import type { Problem } from './statistics';
import type { Range } from './useRange';

type Looked = Pick<Range, 'from' | 'to' | 'tenantId' | 'mode'>;

/** The address of the rows behind a number: a list with its filter. */
export function rowsBehind(
  resource: string,
  { from, to, tenantId, mode }: Looked,
  more: Record<string, string> = {},
): string {
  const filter = { from, to, ...(tenantId ? { tenantId } : {}), mode, ...more };
  return `/${resource}?${new URLSearchParams({ filter: JSON.stringify(filter) })}`;
}

/** Which rows a problem was counted from. */
export function rowsOfProblem({ measure, part }: Problem, looked: Looked): string {
  switch (measure) {
    case 'limited':
      return rowsBehind('events', looked, { type: 'start', outcome: 'limited' });
    case 'blocked':
      return rowsBehind('events', looked, { type: 'start', outcome: 'blocked' });
    case 'held':
      return rowsBehind('events', looked, { type: 'start', outcome: 'held' });
    case 'unknown':
      return rowsBehind('deliveries', looked, { state: 'unknown' });
    case 'rejected_code':
      return rowsBehind('events', looked, { outcome: 'rejected', ...(part ? { providerCode: part } : {}) });
    case 'undelivered_code':
      return rowsBehind('events', looked, { outcome: 'undelivered', ...(part ? { providerCode: part } : {}) });
  }
}
