import type { EventDetails, VerificationEvent } from '@latchkey/core';

/** The fields of a stream entry, in the order in which Redis gives them: names and values by turns. */
export type EntryFields = readonly string[];

/**
 * The event in an entry, as the scripts write it. What is no such entry becomes an event that no table takes, with what it
 * held in its details: it must not keep the reader from the others.
 */
export function parseEvent(fields: EntryFields): VerificationEvent {
  const entry: Partial<Record<string, string>> = {};
  for (let i = 0; i + 1 < fields.length; i += 2) entry[fields[i]!] = fields[i + 1]!;
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
    details: parseDetails(entry['details']),
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

/** The same fields the scripts write. */
export function entryOf(event: VerificationEvent): string[] {
  const fields = [
    ...['id', event.id, 'at', String(event.at), 'tenant', event.tenantId, 'mode', event.mode],
    ...['type', event.type, 'outcome', event.outcome, 'purpose', event.purpose, 'phone', event.phoneKey],
    ...['verification', event.verificationId, 'details', JSON.stringify(event.details)],
  ];
  const add = (name: string, value: string | number | undefined) => {
    if (value !== undefined) fields.push(name, String(value));
  };
  add('delivery', event.deliveryId);
  add('attempt', event.attempt);
  add('window', event.window);
  add('country', event.country);
  add('account', event.accountId);
  add('template', event.templateId);
  add('started', event.startedAt);
  return fields;
}

function parseDetails(text = '{}'): EventDetails {
  try {
    const details: unknown = JSON.parse(text);
    if (details !== null && typeof details === 'object' && !Array.isArray(details)) return details as EventDetails;
  } catch {
    // Falls through: what it was is kept below.
  }
  return { unreadable: text };
}
