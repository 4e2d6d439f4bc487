import type { Parts } from '../parts.js';
import { answerWithin } from '../tenant/index.js';

const PATIENCE_MS = 1_500;

/** A part of the process, and how long it took to say that it works. */
export interface PartHealth {
  readonly name: 'database' | 'live';
  readonly kind: string;
  readonly ok: boolean;
  readonly latencyMs: number;
}

type Looked = Pick<Parts, 'config' | 'database' | 'live' | 'accountStates' | 'sending'>;

/** What operators see of the system. Nothing here waits longer than people do, whatever is broken. */
export class SystemReport {
  constructor(private readonly parts: Looked) {}

  async health() {
    const { config, database, live, sending } = this.parts;
    const [postgres, redis, backlog, accounts] = await Promise.all([
      probe('database', database.kind, database.pool.query('SELECT 1')),
      probe('live', live.kind, live.ping()),
      answerWithin(PATIENCE_MS, live.events.backlog()),
      answerWithin(PATIENCE_MS, this.accounts()),
    ]);
    return {
      parts: [postgres, redis],
      sending: !sending.stopped,
      roles: [...config.roles],
      uptimeSeconds: Math.floor(process.uptime()),
      backlog: backlog && 'value' in backlog ? backlog.value : null,
      accounts: accounts && 'value' in accounts ? accounts.value : [],
    };
  }

  settings() {
    return this.parts.config.shown;
  }

  /** The accounts that processes send through, by what they are called. */
  private async accounts() {
    const { database, accountStates } = this.parts;
    const states = await accountStates.states();
    const id = { in: states.map(({ accountId }) => accountId) };
    const select = { id: true, name: true, tenantId: true, tenant: { select: { name: true } } } as const;
    const rows = await database.prisma.providerAccount.findMany({ where: { id }, select });
    return states.flatMap(({ accountId, ...state }) =>
      rows
        .filter((row) => row.id === accountId)
        .map(({ name, tenantId, tenant }) => ({ id: accountId, name, tenantId, tenant: tenant.name, ...state })),
    );
  }
}

async function probe(name: PartHealth['name'], kind: string, work: Promise<unknown>): Promise<PartHealth> {
  const startedAt = performance.now();
  const answer = await answerWithin(PATIENCE_MS, work);
  const ok = answer !== undefined && 'value' in answer;
  return { name, kind, ok, latencyMs: Math.round((performance.now() - startedAt) * 10) / 10 };
}
