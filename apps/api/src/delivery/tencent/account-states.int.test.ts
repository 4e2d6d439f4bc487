import { type RedisServer, startRedisServer } from '../../../test/support/redis-server.js';
import { connectRedis, type RedisClient, whenReady } from '../../platform/redis/redis.js';
import type { TencentAccountState } from './account-links.js';
import { AccountStates } from './account-states.js';
import { RedisStateBoard } from './redis-state-board.js';

const HOUR_MS = 3_600_000;
const state = (breaker: TencentAccountState['breaker']): TencentAccountState => ({
  accountId: 'acc_1',
  breaker,
  inFlight: 3,
  limit: 100,
});

describe('what processes know of accounts', () => {
  let server: RedisServer;
  let redis: RedisClient;
  let nowMs = Date.now();
  const clock = { now: () => nowMs };
  const opened: AccountStates[] = [];

  beforeAll(async () => {
    server = await startRedisServer();
    redis = connectRedis({ kind: 'single', url: server.url });
    redis.on('error', () => undefined);
    await whenReady(redis);
  });

  afterEach(() => {
    for (const states of opened.splice(0)) states.stop();
  });

  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  function process(...known: TencentAccountState[]): AccountStates {
    const states = new AccountStates({ states: () => known }, new RedisStateBoard(redis), clock);
    opened.push(states);
    return states;
  }

  it('is known to the others: the worst state of the breaker, and all that is under way', async () => {
    const sending = process(state('open'));
    const answering = process(state('closed'));
    const other = process();
    for (const one of [sending, answering]) await one.tell();
    const sum = { accountId: 'acc_1', breaker: 'open', inFlight: 6, limit: 200 };
    expect(await answering.states()).toEqual([sum]);
    expect(await other.states()).toEqual([sum]);
  });

  it('is forgotten of a process that is gone', async () => {
    const gone = process(state('open'));
    const answering = process();
    await gone.tell();
    nowMs += HOUR_MS;
    expect(await answering.states()).toEqual([]);
    expect(await new RedisStateBoard(redis).notes()).toEqual(new Map());
  });

  it('is told past a note that nobody understands', async () => {
    await redis.hset('{accounts}:states', 'another version', '{"states":[]}');
    await process(state('open')).tell();
    expect(await process().states()).toEqual([state('open')]);
    await redis.del('{accounts}:states');
  });

  it('is its own alone while Redis cannot be asked', async () => {
    const away = { put: () => Promise.reject(new Error('away')), notes: () => Promise.reject(new Error('away')) };
    const alone = new AccountStates({ states: () => [state('half_open')] }, { ...away, drop: away.put }, clock);
    opened.push(alone);
    expect(await alone.states()).toEqual([state('half_open')]);
  });
});
