import type { Delivered } from '../delivery/courier.js';
import { deliveryDetails, passedOverOf } from './outcomes.js';

const delivered = (passedOver?: Delivered['passedOver']): Delivered => ({
  outcome: 'accepted',
  providerMessageId: 'm1',
  segments: 1,
  latencyMs: 90,
  route: {
    account: { id: 'acc_b', provider: 'tencent', settings: {} },
    template: {
      accountId: 'acc_b',
      id: 'tpl_1',
      providerTemplateId: '1',
      purpose: '*',
      locale: '*',
      region: 'any',
      content: '{1}',
      params: ['code'],
    },
    signature: undefined,
  },
  ...(passedOver ? { passedOver } : {}),
});

describe('the accounts that refused a message before another took it', () => {
  it('stand in the details of its settlement and are read back from there', () => {
    const passedOver = [
      { accountId: 'acc_a', reason: 'funds', providerCode: 'FailedOperation.InsufficientBalanceInSMSPackage' },
      { accountId: 'acc_c', reason: 'busy', providerCode: '' },
    ] as const;
    expect(passedOverOf(deliveryDetails('req_1', delivered(passedOver)))).toEqual(passedOver);
  });

  it('fit into a detail, however many there were', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({
      accountId: `acc_${String(index).padStart(32, '0')}`,
      reason: 'configuration' as const,
      providerCode: 'C'.repeat(100),
    }));
    const details = deliveryDetails('req_1', delivered(many));
    expect(String(details['passedOver']).length).toBeLessThan(2_000);
    expect(passedOverOf(details)).toEqual(many.slice(0, 12));
  });

  it('are none where nobody was passed over, or the detail is something else', () => {
    expect(passedOverOf(deliveryDetails('req_1', delivered()))).toEqual([]);
    expect(passedOverOf({ passedOver: 7 })).toEqual([]);
  });
});
