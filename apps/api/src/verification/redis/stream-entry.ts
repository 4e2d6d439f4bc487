import type { EventDetails, VerificationEvent } from '@latchkey/core';

/** The fields of a stream entry, in the order in which Redis gives them: names and values by turns. */
export type EntryFields = readonly string[];

/** The only field of an entry. Its value is the event as JSON: one text is read many times faster than thirty. */
const EVENT = 'event';

/** What the tables and statistics take for granted. Whether id, time, type and outcome are such is asked before storing. */
const TEXTS = ['id', 'tenantId', 'mode', 'purpose', 'phoneKey', 'verificationId'] as const;
const TEXTS_IF_ANY = ['deliveryId', 'window', 'country', 'accountId', 'templateId'] as const;

/**
 * The event in an entry, as the scripts write it. What is no such entry becomes an event that no table takes, with what it
 * held in its details: it must not keep the reader from the others.
 */
export function parseEvent(fields: EntryFields): VerificationEvent {
  const [name, text] = fields;
  if (name !== EVENT || text === undefined) return parseFields(fields);
  return parseText(text) ?? unreadable(text);
}

/** The same entry the scripts write. */
export const entryOf = (event: VerificationEvent): string[] => [EVENT, JSON.stringify(event)];

function parseText(text: string): VerificationEvent | undefined {
  const event = parseObject(text) as Partial<VerificationEvent> | undefined;
  if (!event || !isObject(event.details)) return undefined;
  for (const member of TEXTS) if (typeof event[member] !== 'string') return undefined;
  for (const member of TEXTS_IF_ANY) if (!['string', 'undefined'].includes(typeof event[member])) return undefined;
  return event as VerificationEvent;
}

/** An entry of an earlier version, a field per member: some may wait in the log while Latchkey is brought up to date. */
function parseFields(fields: EntryFields): VerificationEvent {
  const entry: Partial<Record<string, string>> = {};
  for (let i = 0; i + 1 < fields.length; i += 2) entry[fields[i]!] = fields[i + 1]!;
  const details = parseObject(entry['details'] ?? '{}');
  if (!details) return unreadable(entry['details'] ?? '');
  const event: { -readonly [K in keyof VerificationEvent]: VerificationEvent[K] } = {
    id: entry['id'] ?? '',
    at: Number(entry['at']),
    tenantId: entry['tenant'] ?? '',
    mode: entry['mode'] === 'test' ? 'test' : 'live',
    type: entry['type'] as VerificationEvent['type'],
    outcome: entry['outcome'] as VerificationEvent['outcome'],
    purpose: entry['purpose'] ?? '',
    phoneKey: entry['phone'] ?? '',
    verificationId: entry['verification'] ?? '',
    details: details as EventDetails,
  };
  if (entry['delivery'] !== undefined) event.deliveryId = entry['delivery'];
  if (entry['attempt'] !== undefined) event.attempt = Number(entry['attempt']);
  if (entry['window'] !== undefined) event.window = entry['window'];
  if (entry['country'] !== undefined) event.country = entry['country'];
  if (entry['account'] !== undefined) event.accountId = entry['account'];
  if (entry['template'] !== undefined) event.templateId = entry['template'];
  if (entry['started'] !== undefined) event.startedAt = Number(entry['started']);
  return event;
}

function unreadable(text: string): VerificationEvent {
  const nothing = {
    id: '',
    at: NaN,
    tenantId: '',
    mode: 'live',
    purpose: '',
    phoneKey: '',
    verificationId: '',
  } as const;
  return { ...nothing, details: { unreadable: text } } as unknown as VerificationEvent;
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Not even JSON: the caller keeps what it was.
  }
  return undefined;
}

const isObject = (value: unknown): value is object =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
