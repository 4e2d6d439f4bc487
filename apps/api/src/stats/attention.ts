import type { Clock, EventLog } from '@latchkey/core';
import type { AccountStates } from '../delivery/tencent/account-states.js';
import { Prisma } from '../generated/prisma/client.js';
import type { Rows } from '../tenant/tenant-repository.js';

/** Something an operator should look at, and the way to it. `tenantId` is absent for what concerns the platform. */
export interface Concern {
  readonly kind:
    | 'account_failing'
    | 'breaker_open'
    | 'package_low'
    | 'signature_rejected'
    | 'template_rejected'
    | 'conversion_low'
    | 'dead_letters'
    | 'backlog';
  readonly tenantId?: string;
  /** What the tenant is called. */
  readonly tenant?: string;
  /** The account, signature or template it is about. */
  readonly objectId?: string;
  /** What that is called: an account's name, a signature's text, a template's id at the provider. */
  readonly name?: string;
  readonly country?: string;
  /** Since when it was counted. */
  readonly since?: Date;
  /**
   * What was found, and of how many: failures of sends, approvals of sends, messages left of those bought, letters, or the share
   * of the bound in percent.
   */
  readonly count?: number;
  readonly of?: number;
  /** The reviewer's words. */
  readonly reason?: string;
}

/** Fewer sends than this say nothing about an account or a country. */
const ENOUGH = 20;
/** More failures than this of the sends of two hours is no bad luck. */
const FAILING = 0.2;
/** A conversion below this part of the week's own looks like numbers that nobody asked for. */
const UNUSUAL = 0.5;
const FULL_PERCENT = 50;
/** With less than this part of what was bought, it is time to buy. */
const LOW = 0.1;
/** An account may go on with being billed afterwards: then nobody wants to be told for a year that its package is empty. */
const EMPTY_TOLD_DAYS = 7;
/** Of one kind. */
const MOST = 20;
const HOUR_MS = 3_600_000;
const LOOKED_BACK_MS = 2 * HOUR_MS;

interface Looked {
  readonly events: Pick<EventLog, 'backlog'>;
  readonly accounts: Pick<AccountStates, 'states'>;
  readonly clock: Clock;
}

/** Knows what needs attention. */
export class Concerns {
  constructor(private readonly looked: Looked) {}

  /** Of one tenant, or of all and the platform. */
  async now(rows: Rows, tenantId?: string): Promise<Concern[]> {
    const now = new Date(this.looked.clock.now());
    const since = new Date(Math.ceil((now.getTime() - LOOKED_BACK_MS) / HOUR_MS) * HOUR_MS);
    return [
      ...(await this.openBreakers(rows, tenantId)),
      ...(await failingAccounts(rows, tenantId, since)),
      ...(await lowPackages(rows, tenantId, now)),
      ...(await rejectedTexts(rows, tenantId)),
      ...(await lowConversions(rows, tenantId, since, now)),
      ...(tenantId === undefined ? await ofThePlatform(rows, this.looked.events) : []),
    ];
  }

  private async openBreakers({ providerAccount }: Rows, tenantId: string | undefined): Promise<Concern[]> {
    const states = await this.looked.accounts.states();
    const open = states.filter(({ breaker }) => breaker !== 'closed');
    if (open.length === 0) return [];
    const found = await providerAccount.findMany({
      where: { id: { in: open.map(({ accountId }) => accountId) }, ...(tenantId === undefined ? {} : { tenantId }) },
      select: { id: true, name: true, tenantId: true, tenant: { select: { name: true } } },
      orderBy: { id: 'asc' },
      take: MOST,
    });
    return found.map(({ id, name, tenantId: owner, tenant }) => ({
      kind: 'breaker_open',
      tenantId: owner,
      tenant: tenant.name,
      objectId: id,
      name,
    }));
  }
}

/** A condition on rows of one tenant, or none. */
const of = (tenantId: string | undefined, column = Prisma.sql`tenant_id`) =>
  tenantId === undefined ? Prisma.empty : Prisma.sql`AND ${column} = ${tenantId}`;

async function failingAccounts(rows: Rows, tenantId: string | undefined, since: Date): Promise<Concern[]> {
  const found = await rows.$queryRaw<Concern[]>`
    WITH sums AS (
      SELECT tenant_id, account_id, sum(rejected + unknown)::float8 AS failed, sum(accepted + rejected + unknown)::float8 AS sent
      FROM stats_hour
      WHERE hour >= ${since}::timestamptz AND mode = 'live' AND account_id <> '' ${of(tenantId)}
      GROUP BY tenant_id, account_id
    )
    SELECT 'account_failing' AS kind, sums.tenant_id AS "tenantId", tenant.name AS tenant, account_id AS "objectId",
      coalesce(account.name, account_id) AS name, failed AS count, sent AS of
    FROM sums JOIN tenant ON tenant.id = sums.tenant_id
    LEFT JOIN provider_account account ON account.tenant_id = sums.tenant_id AND account.id = account_id
    WHERE sent >= ${ENOUGH} AND failed > ${FAILING}::float8 * sent
    ORDER BY failed DESC LIMIT ${MOST}`;
  return found.map((concern) => ({ ...concern, since }));
}

function lowPackages(rows: Rows, tenantId: string | undefined, now: Date): Promise<Concern[]> {
  return rows.$queryRaw<Concern[]>`
    SELECT 'package_low' AS kind, account.tenant_id AS "tenantId", tenant.name AS tenant, account.id AS "objectId",
      account.name, remaining::float8 AS count, bought::float8 AS of
    FROM package_balance
    JOIN provider_account account ON account.tenant_id = package_balance.tenant_id AND account.id = account_id
    JOIN tenant ON tenant.id = account.tenant_id
    WHERE account.enabled AND bought > 0 AND remaining <= ${LOW}::float8 * bought
      AND (empty_since IS NULL OR empty_since > ${now}::timestamptz - make_interval(days => ${EMPTY_TOLD_DAYS}::int))
      ${of(tenantId, Prisma.sql`account.tenant_id`)}
    ORDER BY remaining::float8 / bought LIMIT ${MOST}`;
}

/** Nothing is sent with them, so whoever filed them waits for codes that never come. */
function rejectedTexts(rows: Rows, tenantId: string | undefined): Promise<Concern[]> {
  return rows.$queryRaw<Concern[]>`
    SELECT kind, tenant_id AS "tenantId", tenant.name AS tenant, text.id AS "objectId", text.name, reason
    FROM (
      SELECT 'signature_rejected' AS kind, tenant_id, account_id, id, text AS name, review_reply AS reason
      FROM signature WHERE review = 'rejected' ${of(tenantId)}
      UNION ALL
      SELECT 'template_rejected', tenant_id, account_id, id, provider_template_id, review_reply
      FROM template WHERE review = 'rejected' ${of(tenantId)}
    ) text
    JOIN tenant ON tenant.id = tenant_id
    WHERE EXISTS (
      SELECT FROM provider_account account
      WHERE account.tenant_id = text.tenant_id AND account.id = account_id AND account.enabled)
    ORDER BY kind, tenant_id, text.id LIMIT ${MOST}`;
}

async function lowConversions(rows: Rows, tenantId: string | undefined, since: Date, now: Date): Promise<Concern[]> {
  const found = await rows.$queryRaw<Concern[]>`
    WITH sums AS (
      SELECT tenant_id, country,
        sum(accepted + unknown) FILTER (WHERE hour >= ${since}::timestamptz) AS sent,
        sum(approved) FILTER (WHERE hour >= ${since}::timestamptz) AS approved,
        sum(accepted + unknown) AS week_sent, sum(approved) AS week_approved
      FROM stats_hour
      WHERE hour >= ${now}::timestamptz - interval '7 days' AND mode = 'live' ${of(tenantId)}
      GROUP BY tenant_id, country
    )
    SELECT 'conversion_low' AS kind, tenant_id AS "tenantId", tenant.name AS tenant, country, approved::float8 AS count,
      sent::float8 AS of
    FROM sums JOIN tenant ON tenant.id = tenant_id
    WHERE sent >= ${ENOUGH} AND approved::float8 / sent < ${UNUSUAL}::float8 * week_approved / week_sent
    ORDER BY sent DESC LIMIT ${MOST}`;
  return found.map((concern) => ({ ...concern, since }));
}

async function ofThePlatform(rows: Rows, events: Pick<EventLog, 'backlog'>): Promise<Concern[]> {
  const letters = await rows.deadLetter.count();
  const percent = await events.backlog().then(
    ({ fullness }) => Math.round(fullness * 100),
    () => 0, // live state is away, which the page of the system's health says
  );
  return [
    ...(letters > 0 ? [{ kind: 'dead_letters' as const, count: letters }] : []),
    ...(percent >= FULL_PERCENT ? [{ kind: 'backlog' as const, count: percent }] : []),
  ];
}
