import { parsePhone } from '../phone/phone.js';
import { undeliveredBucketOf, type Receipt, type Reply, reportEvent } from './report.js';

const NOW = Date.UTC(2026, 10, 24, 6);
const phone = parsePhone('+8618566246612')!;
const account = { tenantId: 'ten_1', accountId: 'acc_1' };

const receipt = (change: Partial<Receipt> = {}): Receipt => ({
  kind: 'receipt',
  phone,
  providerMessageId: '5000:1',
  delivered: true,
  code: 'DELIVRD',
  description: 'user received',
  ...change,
});
const reply = (change: Partial<Reply> = {}): Reply => ({
  kind: 'reply',
  phone,
  text: 'hello',
  extend: '',
  sign: 'Latchkey',
  repliedAt: NOW - 1000,
  ...change,
});

describe('the event of a report', () => {
  it('takes the tenant from the account, and leaves what the delivery knows to the delivery', () => {
    expect(reportEvent(account, receipt({ receivedAt: NOW - 500, deliveryId: 'dlv_1' }), 'key', NOW)).toMatchObject({
      tenantId: 'ten_1',
      mode: 'live',
      type: 'receipt',
      outcome: 'delivered',
      purpose: '',
      verificationId: '',
      deliveryId: 'dlv_1',
      phoneKey: 'key',
      country: 'CN',
      at: NOW,
      details: { accountId: 'acc_1', providerMessageId: '5000:1', receivedAt: '2026-11-24T05:59:59.500Z' },
    });
  });

  it('says in which class a failure falls, and of no success', () => {
    const failed = reportEvent(account, receipt({ delivered: false, code: 'UNDELIV' }), 'key', NOW);
    expect(failed).toMatchObject({ outcome: 'undelivered', details: { bucket: 'shutdown', code: 'UNDELIV' } });
    expect(reportEvent(account, receipt(), 'key', NOW).details).not.toHaveProperty('bucket');
    expect(undeliveredBucketOf('MK:0001')).toBe('other');
    expect(undeliveredBucketOf('toString')).toBe('other');
  });

  it('is the same for the same reply told twice, and another for another reply', () => {
    const first = reportEvent(account, reply(), 'key', NOW);
    const again = reportEvent(account, reply(), 'key', NOW + 60_000);
    expect(again).toEqual(first);
    expect(first.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    const others = [reply({ text: 'hi' }), reply({ repliedAt: NOW }), reply({ sign: 'Other' })];
    const ids = others.map((other) => reportEvent(account, other, 'key', NOW).id);
    expect(new Set([...ids, first.id]).size).toBe(4);
  });

  it('tells a wish for no more messages from other replies', () => {
    expect(reportEvent(account, reply({ text: 'td' }), 'key', NOW).outcome).toBe('opted_out');
    expect(reportEvent(account, reply(), 'key', NOW).outcome).toBe('received');
  });
});
