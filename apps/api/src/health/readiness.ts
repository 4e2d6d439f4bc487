import { setTimeout as wait } from 'node:timers/promises';

export interface ReadinessReport {
  readonly status: 'ready' | 'degraded' | 'not_ready';
  /** What keeps the process from being ready, or degrades it. */
  readonly notReady: readonly string[];
}

/** A part of the process that can be asked whether it works. */
export interface Part {
  readonly name: string;
  /** Without it nothing can be answered. The others only make the process worse at its work. */
  readonly vital: boolean;
  /** Rejects when it does not work. */
  readonly probe: () => Promise<unknown>;
}

const PROBE_TIMEOUT_MS = 1_000;
const REMEMBERED_MS = 1_000;

/**
 * Whether traffic should come here. While Postgres is away, known tenants are served from memory, so a process that answers
 * tenants is degraded then, not unready: taking all of them out of the balancer would turn a small outage into a full one.
 */
export class Readiness {
  private draining = false;
  private last: { readonly at: number; readonly report: Promise<ReadinessReport> } | undefined;

  constructor(private readonly parts: readonly Part[]) {}

  /** From now on the process finishes what it has and wants no more. */
  drain(): void {
    this.draining = true;
  }

  /** Probes at most once a second, however often it is asked. */
  report(): Promise<ReadinessReport> {
    if (this.draining) return Promise.resolve({ status: 'not_ready', notReady: ['draining'] });
    const now = Date.now();
    if (!this.last || now - this.last.at > REMEMBERED_MS) this.last = { at: now, report: this.probe() };
    return this.last.report;
  }

  private async probe(): Promise<ReadinessReport> {
    const failed = (await Promise.all(this.parts.map(async (part) => ((await works(part)) ? [] : [part])))).flat();
    const notReady = failed.map(({ name }) => name);
    if (failed.some(({ vital }) => vital)) return { status: 'not_ready', notReady };
    return { status: failed.length > 0 ? 'degraded' : 'ready', notReady };
  }
}

async function works({ probe }: Part): Promise<boolean> {
  const patience = new AbortController();
  const tooLong = wait(PROBE_TIMEOUT_MS, false, { signal: patience.signal }).catch(() => false);
  const answer = probe().then(
    () => true,
    () => false,
  );
  const result = await Promise.race([answer, tooLong]);
  patience.abort();
  return result;
}
