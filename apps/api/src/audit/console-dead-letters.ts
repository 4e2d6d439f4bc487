import { Refused, type Standing } from '@latchkey/core';
import type pg from 'pg';
import { type ConsoleScope, type Page, type SignedIn, spanOf } from '../operator/index.js';
import type { Rows } from '../tenant/tenant-repository.js';
import { retryDeadLetters } from './dead-letters.js';

/** An event that the database refused, as operators see it: without what finds or opens its number. */
export interface DeadLetterView {
  readonly id: string;
  readonly tenantId: string;
  readonly at: Date;
  readonly type: string;
  readonly outcome: string;
  readonly error: string;
  readonly retriedAt: Date | null;
  readonly event: Readonly<Record<string, unknown>>;
}

export interface RetriedOne {
  readonly stored: boolean;
  /** Why it is refused still. */
  readonly error?: string;
}

export interface RetriedAll {
  readonly stored: number;
  readonly refused: number;
  /** How many there are now. */
  readonly left: number;
}

interface Asked {
  readonly sort: readonly [field: 'at' | 'tenantId' | 'retriedAt', order: 'ASC' | 'DESC'];
  readonly range: readonly [first: number, last: number];
  readonly filter: { readonly tenantId?: string | undefined };
}

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
/** As many as are done while somebody waits. */
const AT_ONCE = 1_000;

/** What operators of the platform do about dead letters; every change is written down. */
export class ConsoleDeadLetters {
  constructor(
    private readonly scope: ConsoleScope,
    private readonly pool: pg.Pool,
  ) {}

  page(operator: Standing, { sort: [field, order], range, filter }: Asked): Promise<Page<DeadLetterView>> {
    const where = filter.tenantId === undefined ? {} : { tenantId: filter.tenantId };
    const direction = order === 'ASC' ? ('asc' as const) : ('desc' as const);
    return this.scope.read(operator, async ({ deadLetter }) => ({
      total: await deadLetter.count({ where }),
      rows: (
        await deadLetter.findMany({
          where,
          orderBy: [{ [field]: direction }, { id: direction }],
          ...spanOf(range),
        })
      ).map(viewOf),
    }));
  }

  /** Throws Refused with `not_found`. */
  get(operator: Standing, id: string): Promise<DeadLetterView> {
    return this.scope.read(operator, (rows) => find(rows, id));
  }

  /** Throws Refused with `not_found`. An event is stored in a transaction of its own, as the worker stores it. */
  async retry(operator: SignedIn, id: string): Promise<RetriedOne> {
    const { tenantId } = await this.get(operator, id);
    const [result] = await retryDeadLetters(this.pool, { id });
    // Somebody else has just stored it.
    const { stored, error } = result ?? { stored: true };
    const after = { stored, ...(error === undefined ? {} : { error }) };
    await this.scope.change(operator, (_, tell) =>
      tell({ action: 'update', resource: 'deadLetters', objectId: id, ...known(tenantId), after }),
    );
    return after;
  }

  async retryAll(operator: SignedIn): Promise<RetriedAll> {
    const results = await retryDeadLetters(this.pool, { limit: AT_ONCE });
    const stored = results.filter((one) => one.stored).length;
    const after = { stored, refused: results.length - stored };
    const left = await this.scope.change(operator, async ({ deadLetter }, tell) => {
      await tell({ action: 'update', resource: 'deadLetters', objectId: '', after });
      return deadLetter.count();
    });
    return { ...after, left };
  }

  /** Throws Refused with `not_found`. */
  discard(operator: SignedIn, id: string): Promise<DeadLetterView> {
    return this.scope.change(operator, async (rows, tell) => {
      const letter = await find(rows, id);
      await rows.deadLetter.delete({ where: { id } });
      const { at, type, outcome, error, tenantId } = letter;
      const before = { at, type, outcome, error, tenantId };
      await tell({ action: 'delete', resource: 'deadLetters', objectId: id, ...known(tenantId), before });
      return letter;
    });
  }
}

/** What could not be read has no tenant. */
const known = (tenantId: string) => (tenantId === '' ? {} : { tenantId });

async function find({ deadLetter }: Rows, id: string): Promise<DeadLetterView> {
  const row = UUID.test(id) ? await deadLetter.findUnique({ where: { id } }) : null;
  if (!row) throw new Refused({ kind: 'not_found' });
  return viewOf(row);
}

type Row = NonNullable<Awaited<ReturnType<Rows['deadLetter']['findUnique']>>>;

/** Members of an event that find or open its number; the masked number stays. */
const KEPT_BACK = new Set(['phoneKey', 'sealedPhone']);

function viewOf({ id, tenantId, at, event, error, retriedAt }: Row): DeadLetterView {
  const cleaned = withoutSecrets(event) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const { type, outcome } = cleaned;
  return { id, tenantId, at, type: text(type), outcome: text(outcome), error, retriedAt, event: cleaned };
}

/** An event that was refused may look like anything. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !KEPT_BACK.has(name))
      .map(([name, one]) => [name, withoutSecrets(one)]),
  );
}
