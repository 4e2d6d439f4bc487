import { rowsOfProblem, rowsOfStep, startOfDay } from './links';

const looked = {
  from: '2026-11-20T00:00:00.000Z',
  to: '2026-11-24T00:00:00.000Z',
  tenantId: 'ten_1',
  mode: 'live',
} as const;
const filterOf = (address: string): unknown =>
  JSON.parse(new URL(address, 'http://here').searchParams.get('filter') ?? '{}');

describe('the rows behind a number', () => {
  it('are of the same tenant, time and mode', () => {
    const problem = { measure: 'limited', part: 'sends_per_hour', count: 3 } as const;
    expect(filterOf(rowsOfProblem(problem, looked))).toEqual({
      ...looked,
      type: 'start',
      outcome: 'limited',
      window: 'sends_per_hour',
    });
  });

  it('are of the very hour or day of the zone that was drawn', () => {
    const shanghai = { timeZone: 'Asia/Shanghai' };
    expect(filterOf(rowsOfStep('2026-11-23T05:00:00Z', { ...shanghai, by: 'hour' }, looked))).toMatchObject({
      from: '2026-11-23T05:00:00.000Z',
      to: '2026-11-23T06:00:00.000Z',
    });
    expect(filterOf(rowsOfStep('2026-11-23', { ...shanghai, by: 'day' }, looked))).toMatchObject({
      from: '2026-11-22T16:00:00.000Z',
      to: '2026-11-23T16:00:00.000Z',
    });
  });

  it.each([
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z'],
    ['2026-11-02', 'America/New_York', '2026-11-02T05:00:00.000Z'],
    ['2026-11-02', 'UTC', '2026-11-02T00:00:00.000Z'],
  ])('know that %s begins in %s at %s', (day, timeZone, begins) => {
    expect(new Date(startOfDay(day, timeZone)).toISOString()).toBe(begins);
  });
});
