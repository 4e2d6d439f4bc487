import type { VerificationEvent } from '@latchkey/core';
import { entryOf, parseEvent } from './stream-entry.js';

const EVENT: VerificationEvent = {
  id: '019ab000-0000-7000-8000-000000000001',
  at: 1_790_000_000_123,
  tenantId: 'ten_1',
  mode: 'test',
  type: 'check',
  outcome: 'wrong_code',
  purpose: 'say "login"\\',
  phoneKey: 'key',
  verificationId: 'ver_1',
  deliveryId: 'dlv_1',
  attempt: 2,
  window: 'guesses_per_hour',
  country: 'CN',
  accountId: 'acc_1',
  templateId: 'tpl_1',
  startedAt: 1_790_000_000_000,
  details: { keyId: 'key_1', segments: 1 },
};

describe('an entry of the stream', () => {
  it('is one text that holds the whole event', () => {
    expect(entryOf(EVENT)).toHaveLength(2);
    expect(parseEvent(entryOf(EVENT))).toEqual(EVENT);
  });

  it('is still read in the form of earlier versions, a field per member', () => {
    const earlier = [
      ...['id', EVENT.id, 'at', '1790000000123', 'tenant', 'ten_1', 'mode', 'test', 'type', 'check'],
      ...['outcome', 'wrong_code', 'purpose', EVENT.purpose, 'phone', 'key', 'verification', 'ver_1'],
      ...['details', '{"keyId":"key_1","segments":1}', 'delivery', 'dlv_1', 'attempt', '2'],
      ...['window', 'guesses_per_hour', 'country', 'CN', 'account', 'acc_1', 'template', 'tpl_1'],
      ...['started', '1790000000000'],
    ];
    expect(parseEvent(earlier)).toEqual(EVENT);
  });

  it.each([
    ['half a text', '{"id":"x'],
    ['nothing', 'null'],
    ['a list', '[]'],
    ['no tenant', JSON.stringify({ ...EVENT, tenantId: undefined })],
    ['a number where a text belongs', JSON.stringify({ ...EVENT, country: 1 })],
    ['no details', JSON.stringify({ ...EVENT, details: undefined })],
  ])('that holds %s is kept as it is, in an event that no table takes', (_, text) => {
    expect(parseEvent(['event', text])).toMatchObject({ id: '', details: { unreadable: text } });
  });
});
