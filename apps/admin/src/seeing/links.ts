import type { Concern, CountName, Problem } from './statistics';
import type { Range } from './useRange';

type Looked = Pick<Range, 'from' | 'to' | 'tenantId' | 'mode'>;
type Filter = Readonly<Record<string, string>>;

/** The address of the rows behind a number: a list with its filter. */
export function rowsBehind(resource: string, { from, to, tenantId, mode }: Looked, more: Filter = {}): string {
  const filter = { from, to, ...(tenantId ? { tenantId } : {}), mode, ...more };
  return `/${resource}?${new URLSearchParams({ filter: JSON.stringify(filter) })}`;
}

/** The rows each count was made from. What a carrier or the sandbox delivered is told by the message, not by an event of one kind. */
const BEHIND: Readonly<Record<CountName, readonly [resource: string, filter: Filter]>> = {
  requested: ['events', { type: 'start' }],
  limited: ['events', { type: 'start', outcome: 'limited' }],
  accepted: ['events', { type: 'settle', outcome: 'accepted' }],
  rejected: ['events', { type: 'settle', outcome: 'rejected' }],
  unknown: ['events', { type: 'settle', outcome: 'unknown' }],
  delivered: ['deliveries', { state: 'delivered' }],
  undelivered: ['deliveries', { state: 'undelivered' }],
  approved: ['events', { type: 'check', outcome: 'approved' }],
  segments: ['events', { type: 'settle', outcome: 'accepted' }],
};

export function rowsOfCount(count: CountName, looked: Looked, more: Filter = {}): string {
  const [resource, filter] = BEHIND[count];
  return rowsBehind(resource, looked, { ...filter, ...more });
}

/** The messages that something was paid for. */
export const rowsOfCost = (currency: string, looked: Looked) =>
  rowsBehind('deliveries', looked, { billedIn: currency });

/** Which rows a problem was counted from. */
export function rowsOfProblem({ measure, part }: Problem, looked: Looked): string {
  const code: Filter = part ? { providerCode: part } : {};
  switch (measure) {
    case 'limited':
      return rowsOfCount('limited', looked, part ? { window: part } : {});
    case 'blocked':
      return rowsBehind('events', looked, { type: 'start', outcome: 'blocked' });
    case 'held':
      return rowsBehind('events', looked, { type: 'start', outcome: 'held' });
    case 'unknown':
      return rowsOfCount('unknown', looked);
    case 'rejected_code':
      return rowsOfCount('rejected', looked, code);
    case 'undelivered_code':
      return rowsBehind('events', looked, { type: 'receipt', outcome: 'undelivered', ...code });
  }
}

/** Where somebody sees what a concern is about, and of which resource that is. */
export function addressOfConcern(concern: Concern): { readonly to: string; readonly resource: string } {
  const { kind, tenantId, objectId = '', country = '', since } = concern;
  const to = new Date().toISOString();
  const looked = { from: since ?? to, to, tenantId, mode: 'live' } as const;
  const page = (resource: string) => ({ to: `/${resource}/${encodeURIComponent(objectId)}`, resource });
  switch (kind) {
    case 'account_failing':
      return { to: rowsBehind('events', looked, { type: 'settle', accountId: objectId }), resource: 'events' };
    case 'conversion_low':
      return { to: rowsBehind('deliveries', looked, { country }), resource: 'deliveries' };
    case 'breaker_open':
    case 'package_low':
      return page('accounts');
    case 'signature_rejected':
      return page('signatures');
    case 'template_rejected':
      return page('templates');
    case 'dead_letters':
      return { to: '/dead-letters', resource: 'dead-letters' };
    case 'backlog':
      return { to: '/health', resource: 'health' };
  }
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The rows of one step of a series: an hour, named by its beginning, or a day of a zone. */
export function rowsOfStep(step: string, { by, timeZone }: { by: Range['step']; timeZone: string }, looked: Looked) {
  const [from, to] =
    by === 'hour'
      ? [Date.parse(step), Date.parse(step) + HOUR_MS]
      : [startOfDay(step, timeZone), startOfDay(dayAfter(step), timeZone)];
  const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  return rowsBehind('events', { ...looked, ...span });
}

const dayAfter = (day: string) => new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);

/** When a day begins in a zone, in milliseconds since 1970. */
export function startOfDay(day: string, timeZone: string): number {
  const utc = Date.parse(day);
  const guess = utc - offsetAt(utc, timeZone);
  // The offset may have changed between the two.
  return utc - offsetAt(guess, timeZone);
}

function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at);
  const [, sign, hours = 0, minutes = 0] =
    /GMT([+-])(\d+):(\d+)/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * 60_000);
}
