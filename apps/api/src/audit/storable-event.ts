import { EVENT_TYPES, type EventDetails, type VerificationEvent } from '@latchkey/core';

/** Longest text of a column that an index may hold: Postgres refuses an index row of 2.7 kB. Ours are below 64. */
export const LONGEST_COLUMN = 200;
/** Longest text and most members of an event's details. */
export const LONGEST_DETAIL = 2_000;
export const MOST_DETAILS = 40;

/** Postgres holds neither NUL nor half a surrogate pair, and one of either would refuse the whole batch. */
const UNSTORABLE = /\0|\p{Cs}/u;
/** Also what may be half of a pair: much quicker to look for, and rare. */
const SUSPICIOUS = /[\0\ud800-\udfff]/;
const EACH_UNSTORABLE = /\0|\p{Cs}/gu;

export function storable(text: string, longest = LONGEST_COLUMN): string {
  const short = text.length > longest ? text.slice(0, longest) : text;
  return UNSTORABLE.test(short) ? short.replace(EACH_UNSTORABLE, '\ufffd') : short;
}

/** The event with every text in a form that Postgres can hold: odd characters replaced, what is too long cut. */
export function storableEvent(event: VerificationEvent): VerificationEvent {
  return isStorable(event) ? event : cleaned(event);
}

/** Nearly every event is, and then it is not copied. */
function isStorable(event: VerificationEvent): boolean {
  for (const name in event) {
    const value = event[name as keyof VerificationEvent];
    if (typeof value === 'string' && !isFit(value, LONGEST_COLUMN)) return false;
  }
  const { details } = event;
  let members = 0;
  for (const name in details) {
    const value: unknown = details[name];
    if (++members > MOST_DETAILS || !isFit(name, LONGEST_COLUMN)) return false;
    if (typeof value !== 'number' && !(typeof value === 'string' && isFit(value, LONGEST_DETAIL))) return false;
  }
  return true;
}

const isFit = (text: string, longest: number) => text.length <= longest && !SUSPICIOUS.test(text);

function cleaned(event: VerificationEvent): VerificationEvent {
  const { deliveryId, window, country, accountId, templateId } = event;
  return {
    ...event,
    tenantId: storable(event.tenantId),
    purpose: storable(event.purpose),
    phoneKey: storable(event.phoneKey),
    verificationId: storable(event.verificationId),
    ...(deliveryId === undefined ? {} : { deliveryId: storable(deliveryId) }),
    ...(window === undefined ? {} : { window: storable(window) }),
    ...(country === undefined ? {} : { country: storable(country) }),
    ...(accountId === undefined ? {} : { accountId: storable(accountId) }),
    ...(templateId === undefined ? {} : { templateId: storable(templateId) }),
    details: storableDetails(event.details),
  };
}

/** Values are text and numbers; whatever else a stranger put there is kept as its JSON text. */
function storableDetails(details: EventDetails): EventDetails {
  const clean: Record<string, string | number> = {};
  let members = 0;
  for (const [name, value] of Object.entries<unknown>(details)) {
    if (members++ === MOST_DETAILS) break;
    clean[storable(name)] =
      typeof value === 'number'
        ? value
        : storable(typeof value === 'string' ? value : JSON.stringify(value), LONGEST_DETAIL);
  }
  return clean;
}

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const TYPES: ReadonlySet<unknown> = new Set(EVENT_TYPES);
/** Years 1970 to 9999: what both sides write alike. */
const TIMES_END = Date.UTC(10_000, 0, 1);
const isTime = (ms: number) => Number.isInteger(ms) && ms >= 0 && ms < TIMES_END;

/** Why the event can be no row, before the database is asked; undefined when nothing speaks against it. */
export function unfitness(event: VerificationEvent): string | undefined {
  if (!UUID.test(event.id)) return 'its id is no UUID';
  if (!isTime(event.at)) return 'its time is none';
  if (!TYPES.has(event.type) || typeof event.outcome !== 'string') return 'its type or outcome is unknown';
  if (event.tenantId === '') return 'it names no tenant';
  if (event.attempt !== undefined && !(Number.isInteger(event.attempt) && event.attempt < 2 ** 31)) {
    return 'its attempt is no number';
  }
  if (event.startedAt !== undefined && !isTime(event.startedAt)) return 'the start of its verification is no time';
  return undefined;
}
