import { lasting } from './wording';

describe('how long something has lasted', () => {
  it('is told in minutes, hours or days, whichever says most', () => {
    expect(lasting(59, 'en')).toBe('0 minutes');
    expect(lasting(60 * 12, 'en')).toBe('12 minutes');
    expect(lasting(3_600, 'en')).toBe('1 hour');
    expect(lasting(47 * 3_600, 'en')).toBe('47 hours');
    expect(lasting(3 * 86_400, 'en')).toBe('3 days');
    expect(lasting(3 * 86_400, 'zh')).toBe('3天');
  });
});
