import { type FoundMessage, lateSettlement, nextInquiryAt, type OpenDelivery, ownMessage } from './inquiry.js';

const AT = Date.UTC(2026, 10, 24, 6);
const MINUTE = 60_000;

const delivery = (change: Partial<OpenDelivery> = {}): OpenDelivery => ({
  tenantId: 'ten_1',
  id: 'dlv_mine',
  mode: 'live',
  state: 'unknown',
  verificationId: 'ver_1',
  purpose: 'login',
  phoneKey: 'key',
  country: 'CN',
  templateId: 'tpl_1',
  signatureId: 'sig_1',
  providerMessageId: null,
  at: AT,
  ...change,
});
const message = (providerMessageId: string, change: Partial<FoundMessage> = {}): FoundMessage => ({
  accountId: 'acc_1',
  provider: 'tencent',
  providerMessageId,
  sentAt: AT + 1_000,
  state: 'sending',
  code: '',
  reason: '',
  segments: 1,
  echo: '',
  ...change,
});
const ALONE = { taken: new Set<string>(), rival: false };

describe('the schedule of inquiries', () => {
  it('asks after a minute and ever more seldom, and not beyond the provider’s memory', () => {
    const asked: number[] = [];
    let now: number | undefined = AT;
    while ((now = nextInquiryAt(delivery(), now)) !== undefined) asked.push((now - AT) / MINUTE);
    expect(asked).toEqual([1, 5, 30, 180, 1440, 4260]);
    expect(nextInquiryAt(delivery({ state: 'accepted' }), AT + 20 * MINUTE)).toBe(AT + 60 * MINUTE);
  });

  it('asks once for what was due several times while no worker ran', () => {
    expect(nextInquiryAt(delivery(), AT + 60 * MINUTE)).toBe(AT + 180 * MINUTE);
  });
});

describe('the message of a delivery', () => {
  it('is the one with its message id', () => {
    const known = delivery({ state: 'accepted', providerMessageId: 'b' });
    expect(ownMessage(known, [message('a'), message('b')], ALONE)?.providerMessageId).toBe('b');
    expect(ownMessage(known, [message('a')], ALONE)).toBeUndefined();
  });

  it('is the one that returns our own reference, whatever else was sent', () => {
    const found = [message('a'), message('b', { echo: 'dlv_mine', sentAt: AT + 40_000 }), message('c')];
    expect(ownMessage(delivery(), found, { taken: new Set(), rival: true })?.providerMessageId).toBe('b');
  });

  it('is the only one of the time', () => {
    const found = [
      message('early', { sentAt: AT - 11_000 }),
      message('mine'),
      message('late', { sentAt: AT + 31_000 }),
    ];
    expect(ownMessage(delivery(), found, ALONE)?.providerMessageId).toBe('mine');
  });

  it('is never guessed between two', () => {
    expect(ownMessage(delivery(), [message('a'), message('b')], ALONE)).toBeUndefined();
    expect(ownMessage(delivery(), [message('a')], { ...ALONE, rival: true })).toBeUndefined();
  });

  it('is none that another delivery has, or that returns another reference', () => {
    expect(ownMessage(delivery(), [message('a')], { taken: new Set(['a']), rival: false })).toBeUndefined();
    expect(ownMessage(delivery(), [message('a', { echo: 'dlv_other' })], ALONE)).toBeUndefined();
    const found = [message('a', { echo: 'dlv_other' }), message('b')];
    expect(ownMessage(delivery(), found, ALONE)?.providerMessageId).toBe('b');
  });

  it('is none without a time of its own', () => {
    const { sentAt: _, ...timeless } = message('a');
    expect(ownMessage(delivery(), [timeless], ALONE)).toBeUndefined();
  });
});

describe('a settlement learnt late', () => {
  it('is one event however often it is learnt', () => {
    const event = lateSettlement(delivery(), message('a', { segments: 2 }));
    expect(lateSettlement(delivery(), message('a', { segments: 2 }))).toEqual(event);
    expect(event).toMatchObject({
      type: 'settle',
      outcome: 'accepted',
      at: AT + 1_000,
      deliveryId: 'dlv_mine',
      accountId: 'acc_1',
      startedAt: AT,
      details: { providerMessageId: 'a', segments: 2, provider: 'tencent', learnt: 'inquiry' },
    });
  });

  it('says why the provider had refused', () => {
    const refused = message('', { state: 'rejected', code: 'LimitExceeded.PhoneNumberDailyLimit', reason: 'limited' });
    const event = lateSettlement(delivery(), refused);
    expect(event).toMatchObject({ outcome: 'rejected', details: { reason: 'limited', providerCode: refused.code } });
    expect(event.details).not.toHaveProperty('providerMessageId');
  });
});
