/** How the process that answers is. */
export interface Health {
  readonly parts: readonly {
    readonly name: 'database' | 'live';
    readonly kind: string;
    readonly ok: boolean;
    readonly latencyMs: number;
  }[];
  readonly sending: boolean;
  readonly roles: readonly string[];
  readonly uptimeSeconds: number;
  /** Null when the log did not answer. */
  readonly backlog: { readonly events: number; readonly fullness: number } | null;
  readonly accounts: readonly {
    readonly id: string;
    readonly name: string;
    readonly tenantId: string;
    readonly breaker: 'closed' | 'open' | 'half_open';
    readonly inFlight: number;
    readonly limit: number;
  }[];
}
