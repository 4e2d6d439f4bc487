import type { Verification } from '@latchkey/core';
import fc from 'fast-check';
import { isoTime, startedReply, toReply, toStartedReply, verificationReply } from './verification.presenter.js';

const VERIFICATION: Verification = {
  id: 'ver_07a156dc89c8ba0efbdc25e8a4e41139d5',
  purpose: 'login',
  status: 'pending',
  phoneMasked: '+86 185****6612',
  createdAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  expiresAt: Date.UTC(2026, 0, 2, 3, 9, 5),
  resendAfter: Date.UTC(2026, 0, 2, 3, 4, 35),
  attemptsLeft: 5,
  sends: 1,
  metadata: { order: '7' },
};

describe('a time on the wire', () => {
  it('is what the language itself would write, whatever the time and the one before', () => {
    const anyTime = fc.oneof(
      fc.integer({ min: -8.64e15, max: 8.64e15 }),
      fc.integer({ min: 0, max: 4e12 }),
      fc.integer({ min: -2, max: 2 }).map((ms) => Date.UTC(2026, 10, 25) + ms),
      fc.constantFrom(0, -1, Date.UTC(10_000, 0) - 1, Date.UTC(10_000, 0), 1.5),
    );
    fc.assert(
      fc.property(anyTime, (ms) => {
        expect(isoTime(ms)).toBe(new Date(ms).toISOString());
      }),
      { numRuns: 5000 },
    );
  });
});

describe('a verification on the wire', () => {
  it('has times in ISO 8601 and a masked number', () => {
    expect(toReply(VERIFICATION)).toEqual({
      id: VERIFICATION.id,
      status: 'pending',
      phone: '+86 185****6612',
      channel: 'sms',
      purpose: 'login',
      createdAt: '2026-01-02T03:04:05.000Z',
      expiresAt: '2026-01-02T03:09:05.000Z',
      resendAfter: '2026-01-02T03:04:35.000Z',
      attemptsLeft: 5,
      sends: 1,
      metadata: { order: '7' },
    });
  });

  it('says, when it was just started, whether the provider has it', () => {
    expect(toStartedReply({ verification: VERIFICATION, delivery: 'unknown' }).delivery).toBe('unknown');
  });

  it('is what the documentation says it is', () => {
    expect(verificationReply.strict().parse(toReply(VERIFICATION))).toBeDefined();
    const started = toStartedReply({ verification: VERIFICATION, delivery: 'accepted' });
    expect(startedReply.strict().parse(started)).toBeDefined();
  });
});
