import { randomBytes } from 'node:crypto';
import { KeyedHashes, parsePhone, reportEvent } from '@latchkey/core';
import { newScope, startCommand, TEST_PARTITIONS } from '@latchkey/core/testing';
import { Redis } from 'ioredis';
import { type PostgresServer, startPostgresServer } from '../../../test/support/postgres-server.js';
import { type RedisServer, startRedisServer } from '../../../test/support/redis-server.js';
import { MasterKeys } from '../../platform/crypto/master-keys.js';
import { TenantKeys } from '../../platform/crypto/tenant-keys.js';
import { type Database, openDatabase } from '../../platform/database/database.js';
import { TenantRepository } from '../../tenant/index.js';
import { openVerificationStore } from '../../verification/open-store.js';
import { OptOutKeeper } from './opt-out-keeper.js';
import { OptOutRepository } from './opt-out-repository.js';
import { optOutRepliers } from './replies.js';

const PHONE = '+8618566246612';
const hashes = new KeyedHashes(randomBytes(32), [randomBytes(32)]);

describe('an opt-out', () => {
  let postgres: PostgresServer;
  let redisServer: RedisServer;
  let database: Database;
  let redis: Redis;
  let keys: TenantKeys;
  let repository: OptOutRepository;

  beforeAll(async () => {
    [postgres, redisServer] = await Promise.all([startPostgresServer(), startRedisServer({ exclusive: true })]);
    database = await openDatabase({ url: await postgres.newDatabase() });
    await database.migrate();
    redis = new Redis(redisServer.url);
    keys = new TenantKeys(new MasterKeys([{ id: 'k1', secret: randomBytes(32) }]), database);
    repository = new OptOutRepository(database.prisma, hashes);
  });

  afterAll(async () => {
    redis.disconnect();
    await database.close();
    await Promise.all([postgres.stop(), redisServer.stop()]);
  });

  const newTenant = async () =>
    (await new TenantRepository(database.prisma, keys).create({ name: randomBytes(6).toString('hex') })).id;

  const open = (client: Redis | undefined) => {
    const store = openVerificationStore({ redis: client, partitions: TEST_PARTITIONS, eventBacklogLimit: 1_000 });
    return { store, keeper: new OptOutKeeper(database.pool, store) };
  };

  const startOf = async (store: ReturnType<typeof open>['store'], tenantId: string, phone = PHONE) => {
    const scope = { ...newScope('test'), tenantId };
    const subject = { purpose: randomBytes(4).toString('hex'), phoneKey: hashes.phoneKey(phone) };
    return (await store.start(scope, startCommand(scope, subject, '123456', Date.now()))).outcome;
  };

  const reply = (tenantId: string, text: string, repliedAt = Date.now()) => {
    const account = { tenantId, accountId: 'acc_1' };
    const phone = parsePhone(PHONE)!;
    return reportEvent(
      account,
      { kind: 'reply', phone, text, extend: '', sign: '', repliedAt },
      hashes.phoneKey(PHONE),
      Date.now(),
    );
  };

  it.each(['redis', 'memory'])('by a reply or an operator is kept by every store of %s, and ends', async (kind) => {
    const tenantId = await newTenant();
    const { store, keeper } = open(kind === 'redis' ? redis : undefined);
    await keeper.follow();
    expect(await startOf(store, tenantId)).toBe('started');
    await optOutRepliers(database.pool, [reply(tenantId, 'hello'), reply(tenantId, '退订'), reply(tenantId, 'td')]);
    await keeper.follow();
    expect(await startOf(store, tenantId)).toBe('blocked');
    expect(await startOf(store, await newTenant())).toBe('started');
    expect(await repository.list(tenantId)).toMatchObject([{ phone: '+86 185****6612', source: 'reply' }]);
    await repository.remove(tenantId, PHONE);
    await keeper.follow();
    expect(await startOf(store, tenantId)).toBe('started');
    await repository.add(tenantId, PHONE);
    await keeper.follow();
    expect(await startOf(store, tenantId)).toBe('blocked');
  });

  it('is not brought back by an older reply, and is by a newer one', async () => {
    const tenantId = await newTenant();
    const old = reply(tenantId, 'td', Date.now() - 60_000);
    await optOutRepliers(database.pool, [old]);
    await repository.remove(tenantId, PHONE);
    await optOutRepliers(database.pool, [old]);
    expect(await repository.list(tenantId)).toEqual([]);
    await optOutRepliers(database.pool, [reply(tenantId, 'td', Date.now() + 60_000)]);
    expect(await repository.list(tenantId)).toHaveLength(1);
  });

  it('of a tenant that does not exist spoils no batch', async () => {
    await expect(optOutRepliers(database.pool, [reply('ten_nobody', 'td')])).resolves.toBeUndefined();
  });

  it('is copied into a Redis that has lost its memory, however many there are', async () => {
    const tenantId = await newTenant();
    await database.pool.query(
      `INSERT INTO opt_out (tenant_id, phone_key, phone, source)
       SELECT $1, lpad(n::text, 22, 'k'), '', 'operator' FROM generate_series(1, 2500) n`,
      [tenantId],
    );
    await repository.add(tenantId, PHONE);
    await database.pool.query(`ALTER TABLE opt_out DISABLE TRIGGER USER`);
    await database.pool.query(`UPDATE opt_out SET changed_at = '2026-01-01', created_at = '2026-01-01'`);
    await database.pool.query(`ALTER TABLE opt_out ENABLE TRIGGER USER`);
    await redis.flushall();
    const { store, keeper } = open(redis);
    expect(await store.knowsOptOuts()).toBe(false);
    await keeper.follow();
    expect(await startOf(store, tenantId)).toBe('blocked');
    expect((await redis.keys(`*:o:${tenantId}:*`)).length).toBe(2_501);
    await redis.flushall();
    expect(await startOf(store, tenantId)).toBe('started');
    await keeper.follow();
    expect(await startOf(store, tenantId)).toBe('blocked');
  });
});
