import type pg from 'pg';
import { PageOrigins } from './page-origins.js';

const SHOP = 'https://shop.example';

/** A database that counts how often it is asked, and is away when told so. */
function database() {
  const state = { asked: 0, away: false, origins: [SHOP] };
  const query = async () => {
    state.asked += 1;
    if (state.away) throw new Error('away');
    return { rows: state.origins.map((origin) => ({ origin })) };
  };
  return { state, pool: { query } as unknown as Pick<pg.Pool, 'query'> };
}

describe('the origins of pages', () => {
  it('are asked for once however many preflights come, and again after three seconds', async () => {
    const { state, pool } = database();
    let now = 1_000_000;
    const origins = new PageOrigins(pool, { now: () => now });
    const many = Array.from({ length: 100 }, (_, n) => origins.include(n % 2 ? SHOP : `https://evil${n}.example`));
    expect((await Promise.all(many)).filter(Boolean)).toHaveLength(50);
    expect(state.asked).toBe(1);
    state.origins = [];
    now += 2_999;
    expect(await origins.include(SHOP)).toBe(true);
    now += 1;
    expect(await origins.include(SHOP)).toBe(false);
    expect(state.asked).toBe(2);
  });

  it('stay known for an hour while the database is away, and then nobody can tell', async () => {
    const { state, pool } = database();
    let now = 1_000_000;
    const origins = new PageOrigins(pool, { now: () => now });
    await origins.include(SHOP);
    state.away = true;
    now += 3_599_999;
    expect(await origins.include(SHOP)).toBe(true);
    now += 1;
    await expect(origins.include(SHOP)).rejects.toMatchObject({ refusal: { kind: 'unavailable' } });
    state.away = false;
    expect(await origins.include(SHOP)).toBe(true);
  });

  it('are not known before the database has answered once', async () => {
    const { state, pool } = database();
    state.away = true;
    await expect(new PageOrigins(pool, { now: () => 0 }).include(SHOP)).rejects.toMatchObject({
      refusal: { kind: 'unavailable' },
    });
  });
});
