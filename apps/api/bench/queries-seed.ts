import type pg from 'pg';

/** Days that the events lie in, the last one ending now. */
export const DAYS = 183;

/** 3.55 events each: a start, mostly a settle, a receipt and a check. */
const EVENTS_PER_VERIFICATION = 3.55;

/**
 * Fills a database with what so many events leave behind: events, deliveries, sums by hour. Ten tenants share them unevenly, the
 * largest has a third; of the numbers each has had a few verifications. Indexes are built afterwards, which is what one would do.
 */
export async function seed(client: pg.ClientBase, events: number, log: (line: string) => void): Promise<void> {
  const timed = async (what: string, sql: string) => {
    const from = Date.now();
    const { rowCount } = await client.query(sql);
    log(
      `${what.padEnd(34)}${(rowCount ?? 0).toLocaleString('en').padStart(14)} rows ${((Date.now() - from) / 1000).toFixed(1).padStart(7)} s`,
    );
  };
  await client.query('SELECT setseed(0.42)');
  await client.query(`SET work_mem = '256MB'; SET maintenance_work_mem = '1GB'; SET synchronous_commit = off`);
  await timed('tenants', TENANTS);
  await timed('prices', PRICES);
  await timed(
    'verifications',
    VERIFICATIONS.replaceAll('$count', String(Math.round(events / EVENTS_PER_VERIFICATION))),
  );
  const indexes = await dropIndexes(client);
  await timed('events', EVENTS);
  await timed('deliveries', DELIVERIES);
  await timed('sums by hour', HOURS);
  await timed('parts of sums: durations', PARTS);
  await timed('parts of sums: reasons', REASONS);
  const from = Date.now();
  for (const definition of indexes) await client.query(definition);
  log(`${`${indexes.length} indexes`.padEnd(53)} ${((Date.now() - from) / 1000).toFixed(1).padStart(7)} s`);
  await timed('vacuum and statistics', 'VACUUM ANALYZE');
}

/** Those that no constraint needs; returns what makes them anew. */
async function dropIndexes(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
     WHERE indrelid IN ('verification_event'::regclass, 'delivery'::regclass, 'stats_hour'::regclass, 'stats_part'::regclass)
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`,
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  return rows.map(({ definition }) => definition.replace(' ON ONLY ', ' ON '));
}

const TENANTS = `
  INSERT INTO tenant (id, name, time_zone, locale, home_country, allowed_countries, data_key)
  SELECT 'ten_' || n, 'Tenant ' || n, 'Asia/Shanghai', 'zh-CN', 'CN', '{CN,HK,SG}', '' FROM generate_series(1, 10) n`;

const PRICES = `
  INSERT INTO price (tenant_id, country, segment)
  SELECT id, country, segment FROM tenant, (VALUES ('CN', 0.045), ('*', 0.32)) list (country, segment)`;

/** One row for each verification, in the order of time. */
const VERIFICATIONS = `
  CREATE TEMP TABLE v AS
  SELECT n, now() - interval '${DAYS} days' + (n::float8 / $count) * interval '${DAYS} days' AS at,
    'ten_' || 1 + floor(10 * power(random(), 2))::int AS tenant_id,
    CASE WHEN random() < 0.8 THEN 'login' ELSE 'bind_phone' END AS purpose,
    CASE WHEN random() < 0.9 THEN 'CN' WHEN random() < 0.7 THEN 'HK' ELSE 'SG' END AS country,
    random() AS luck, random() AS send, random() AS receipt, random() AS entry,
    'k' || lpad((random() * $count / 4)::int::text, 21, '0') AS phone_key,
    'ver_07' || md5('v' || n) AS verification_id, 'dlv_' || md5('d' || n) AS delivery_id
  FROM generate_series(1, $count) n`;

const ID = `lpad(to_hex((extract(epoch FROM e.at) * 1000)::bigint), 12, '0') || '7' || substr(md5(v.n || e.type), 1, 19)`;

const EVENTS = `
  INSERT INTO verification_event (tenant_id, at, id, mode, type, outcome, purpose, phone_key, verification_id, delivery_id,
    attempt, window_name, country, account_id, template_id, started_at, key_id, client_ip, provider_code, details)
  SELECT v.tenant_id, e.at, (${ID})::uuid, 'live', e.type, e.outcome, v.purpose, v.phone_key, v.verification_id,
    CASE WHEN e.type = 'check' THEN NULL ELSE v.delivery_id END, CASE WHEN e.type = 'check' THEN 1 END,
    CASE WHEN e.outcome = 'limited' THEN 'sends_per_hour' END, v.country,
    CASE WHEN e.type = 'start' THEN '' ELSE 'acc_' || v.tenant_id END,
    CASE WHEN e.type = 'start' THEN '' ELSE 'tpl_' || v.country || v.tenant_id END,
    CASE WHEN e.type <> 'start' THEN v.at END,
    CASE WHEN e.type IN ('start', 'check') THEN 'key_' || v.tenant_id || '_' || v.n % 3 ELSE '' END,
    CASE WHEN e.type IN ('start', 'check') THEN '10.' || v.n % 200 || '.' || v.n % 251 || '.' || v.n % 13 ELSE '' END,
    CASE e.outcome WHEN 'rejected' THEN 'LimitExceeded.PhoneNumberDailyLimit' WHEN 'undelivered' THEN 'UNDELIV'
      WHEN 'delivered' THEN 'DELIVRD' ELSE '' END,
    CASE e.type
      WHEN 'start' THEN jsonb_build_object('requestId', md5(v.n::text), 'phone', '+86 185****' || lpad((v.n % 10000)::text, 4, '0'),
        'sealedPhone', md5('s' || v.n) || md5('t' || v.n))
      WHEN 'check' THEN jsonb_build_object('requestId', md5(v.n::text))
      WHEN 'settle' THEN jsonb_build_object('provider', 'tencent', 'latencyMs', (v.send * v.send * 900)::int, 'segments', 1)
      ELSE jsonb_build_object('code', 'DELIVRD') END
  FROM v, LATERAL (VALUES
    ('start', v.at, CASE WHEN v.luck < 0.03 THEN 'limited' ELSE 'started' END),
    ('settle', v.at + v.send * interval '900 ms', CASE WHEN v.luck < 0.03 THEN NULL WHEN v.luck < 0.04 THEN 'rejected'
      WHEN v.luck < 0.045 THEN 'unknown' ELSE 'accepted' END),
    ('receipt', v.at + interval '1 s' + v.receipt * v.receipt * interval '90 s',
      CASE WHEN v.luck < 0.045 OR v.receipt > 0.9 THEN NULL WHEN v.receipt > 0.86 THEN 'undelivered' ELSE 'delivered' END),
    ('check', v.at + interval '6 s' + v.entry * v.entry * interval '200 s',
      CASE WHEN v.luck < 0.045 OR v.entry > 0.82 THEN NULL WHEN v.entry > 0.72 THEN 'wrong_code' ELSE 'approved' END)
  ) e (type, at, outcome) WHERE e.outcome IS NOT NULL`;

const DELIVERIES = `
  INSERT INTO delivery (tenant_id, id, mode, verification_id, purpose, phone_key, phone, sealed_phone, country, account_id,
    provider, template_id, signature_id, state, segments, provider_message_id, reason, provider_code, at, settled_at, latency_ms,
    receipt_at)
  SELECT tenant_id, delivery_id, 'live', verification_id, purpose, phone_key, '+86 185****' || lpad((n % 10000)::text, 4, '0'),
    md5('s' || n) || md5('t' || n), country, 'acc_' || tenant_id, 'tencent', 'tpl_' || country || tenant_id, 'sig_1',
    CASE WHEN luck < 0.04 THEN 'rejected' WHEN luck < 0.045 THEN 'unknown' WHEN receipt > 0.9 THEN 'accepted'
      WHEN receipt > 0.86 THEN 'undelivered' ELSE 'delivered' END,
    1, '2645:' || md5(n::text), CASE WHEN luck < 0.04 THEN 'limited' ELSE '' END,
    CASE WHEN luck < 0.04 THEN 'LimitExceeded.PhoneNumberDailyLimit' WHEN receipt > 0.86 AND receipt <= 0.9 THEN 'UNDELIV' ELSE '' END,
    at, at + send * interval '900 ms', (send * send * 900)::int, at + interval '1 s' + receipt * receipt * interval '90 s'
  FROM v WHERE luck >= 0.03`;

const count = (type: string, outcome?: string) =>
  `count(*) FILTER (WHERE type = '${type}'${outcome ? ` AND outcome = '${outcome}'` : ''})`;
const millis = (type: string, outcome: string) =>
  `coalesce(sum(extract(epoch FROM at - started_at) * 1000) FILTER (WHERE type = '${type}' AND outcome = '${outcome}'), 0)::bigint`;
const DIMENSIONS = `tenant_id, date_trunc('hour', at), mode, purpose, country, template_id, account_id`;

const HOURS = `
  INSERT INTO stats_hour (tenant_id, hour, mode, purpose, country, template_id, account_id, requested, limited, accepted,
    rejected, unknown, delivered, undelivered, checked, wrong_code, approved, segments, send_ms, delivery_ms, approval_ms)
  SELECT ${DIMENSIONS}, ${count('start')}, ${count('start', 'limited')}, ${count('settle', 'accepted')},
    ${count('settle', 'rejected')}, ${count('settle', 'unknown')}, ${count('receipt', 'delivered')},
    ${count('receipt', 'undelivered')}, ${count('check')}, ${count('check', 'wrong_code')}, ${count('check', 'approved')},
    ${count('settle', 'accepted')}, coalesce(sum((details ->> 'latencyMs')::int), 0), ${millis('receipt', 'delivered')},
    ${millis('check', 'approved')}
  FROM verification_event GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 2`;

const bucket = (ms: string, bounds: readonly number[]) =>
  `coalesce((SELECT min(b) FROM unnest(ARRAY[${bounds.join(',')}]) b WHERE b >= ${ms})::text, 'more')`;
const SINCE = 'extract(epoch FROM at - started_at) * 1000';

const PARTS = `
  INSERT INTO stats_part (tenant_id, hour, mode, purpose, country, template_id, account_id, measure, part, count)
  SELECT ${DIMENSIONS},
    CASE type WHEN 'settle' THEN 'send_ms' WHEN 'receipt' THEN 'delivery_ms' ELSE 'approval_ms' END,
    CASE type
      WHEN 'settle' THEN ${bucket(`(details ->> 'latencyMs')::int`, [50, 100, 200, 300, 500, 1_000, 2_000, 5_000])}
      WHEN 'receipt' THEN ${bucket(SINCE, [2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000])}
      ELSE ${bucket(SINCE, [5_000, 10_000, 15_000, 20_000, 30_000, 45_000, 60_000, 120_000, 300_000])} END,
    count(*)
  FROM verification_event WHERE type = 'settle' OR outcome IN ('delivered', 'approved')
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 2`;

const REASONS = `
  INSERT INTO stats_part (tenant_id, hour, mode, purpose, country, template_id, account_id, measure, part, count)
  SELECT ${DIMENSIONS}, CASE outcome WHEN 'limited' THEN 'limited' WHEN 'rejected' THEN 'rejected_code' ELSE 'undelivered_code' END,
    CASE outcome WHEN 'limited' THEN window_name ELSE provider_code END, count(*)
  FROM verification_event WHERE outcome IN ('limited', 'rejected', 'undelivered') GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 2`;
