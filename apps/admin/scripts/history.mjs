import pg from 'pg';

const DAYS = 14;
const HOUR_MS = 3_600_000;
/** How many ask for a code in each hour of a day, compared with the busiest. */
const BY_HOUR = [22, 14, 9, 7, 8, 13, 26, 48, 70, 83, 88, 92, 95, 90, 86, 84, 85, 88, 93, 98, 100, 92, 68, 40];
/** What part of them took up to so many milliseconds. */
const SHARES = {
  send_ms: { 100: 0.3, 200: 0.42, 300: 0.2, 500: 0.06, 1000: 0.02 },
  delivery_ms: { 2000: 0.24, 5000: 0.52, 10000: 0.19, 30000: 0.05 },
  approval_ms: { 10000: 0.2, 15000: 0.34, 20000: 0.24, 30000: 0.16, 60000: 0.06 },
};

/** A source of chances that is the same for every run, so that pictures differ by what was changed alone. @param {number} seed */
function chances(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/**
 * Sums of two weeks, so that an overview has something to show. They are sums alone: pictures need no rows behind them.
 * @param {string} dataDir of a running installation with an embedded database
 * @param {readonly { tenantId: string, accountId: string, templateId: string, country: string, busiest: number }[]} flows
 */
export async function writeHistory(dataDir, flows) {
  const chance = chances(7);
  const now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const hours = [];
  const parts = [];
  for (let at = now - DAYS * 24 * HOUR_MS; at < now; at += HOUR_MS) {
    for (const { tenantId, accountId, templateId, country, busiest } of flows) {
      const growth = 0.75 + (0.25 * (at - now + DAYS * 24 * HOUR_MS)) / (DAYS * 24 * HOUR_MS);
      const curve = BY_HOUR[(new Date(at).getUTCHours() + 8) % 24] ?? 50;
      const requested = Math.round(((busiest * curve) / 100) * growth * (0.85 + 0.3 * chance()));
      const limited = Math.round(requested * 0.025 * chance());
      const rejected = Math.round(requested * 0.02 * chance());
      const accepted = requested - limited - rejected;
      const undelivered = Math.round(accepted * 0.04 * chance());
      const delivered = accepted - undelivered - Math.round(accepted * 0.02 * chance());
      const approved = Math.round(delivered * (0.86 + 0.08 * chance()));
      const wrong = Math.round(approved * 0.09);
      const key = { tenant_id: tenantId, hour: new Date(at), mode: 'live', purpose: 'login', country };
      const sent = { ...key, template_id: templateId, account_id: accountId };
      hours.push({
        ...sent,
        requested,
        limited,
        accepted,
        rejected,
        unknown: 0,
        delivered,
        undelivered,
        approved,
        expired: 0,
        canceled: 0,
        checked: approved + wrong,
        wrong_code: wrong,
        segments: accepted,
        send_ms: accepted * 180,
        delivery_ms: delivered * 4_200,
        approval_ms: approved * 17_000,
      });
      const part = (/** @type {string} */ measure, /** @type {string} */ name, /** @type {number} */ count) => {
        if (count > 0) parts.push({ ...sent, measure, part: name, count });
      };
      const spread = (/** @type {keyof typeof SHARES} */ measure, /** @type {number} */ count) => {
        for (const [bound, share] of Object.entries(SHARES[measure])) part(measure, bound, Math.round(count * share));
      };
      spread('send_ms', accepted);
      spread('delivery_ms', delivered);
      spread('approval_ms', approved);
      part('limited', 'sends_per_hour', Math.round(limited * 0.7));
      part('limited', 'resend', limited - Math.round(limited * 0.7));
      part('rejected_code', 'LimitExceeded.PhoneNumberDailyLimit', rejected);
      part('undelivered_code', 'UNDELIV', undelivered);
    }
  }
  const client = new pg.Client({ host: dataDir, user: 'postgres', database: 'postgres' });
  await client.connect();
  const put = (/** @type {string} */ table, /** @type {object[]} */ rows) =>
    client.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(null::${table}, $1)`, [
      JSON.stringify(rows),
    ]);
  await put('stats_hour', hours);
  await put('stats_part', parts);
  // Sums by day are the worker's to make; until it has, hours are read.
  await client.query('DELETE FROM stats_built');
  await client.query(
    `INSERT INTO dead_letter (id, tenant_id, at, event, error)
     SELECT gen_random_uuid(), $1, now() - n * interval '7 minutes', json_build_object('type', 'start', 'outcome', 'started'),
       'new row for relation "verification_event" violates check constraint "verification_event_type_check"'
     FROM generate_series(1, 2) n`,
    [flows[0]?.tenantId],
  );
  await client.end();
}
