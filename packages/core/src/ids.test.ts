import { newEventId, newId, newVerificationId, partitionOfVerificationId } from './ids.js';

describe('ids', () => {
  it('show their kind and never repeat, over many refills of the pool', () => {
    const ids = Array.from({ length: 20_000 }, () => newId('dlv'));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids.slice(0, 1000)) expect(id).toMatch(/^dlv_[0-9a-f]{32}$/);
    expect(ids.some((id) => id.includes('00000000'))).toBe(false);
  });

  it('of verifications carry their partition', () => {
    expect(partitionOfVerificationId(newVerificationId(7))).toBe(7);
    for (const text of [
      '',
      'ver_',
      'ver_07',
      `ver_7${'0'.repeat(32)}`,
      `ver_07${'g'.repeat(32)}`,
      `dlv_07${'0'.repeat(32)}`,
    ]) {
      expect(partitionOfVerificationId(text)).toBeUndefined();
    }
  });

  it('of events are UUIDs of version 7 and sort by time', () => {
    const now = Date.UTC(2026, 10, 23);
    expect(newEventId(now)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(newEventId(now).replaceAll('-', '').slice(0, 12), 16)).toBe(now);
    expect(newEventId(now) < newEventId(now + 1)).toBe(true);
  });
});
