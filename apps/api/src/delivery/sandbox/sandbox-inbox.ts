import type { TenantScope } from '@latchkey/core';

/** A message that never left the house. */
export interface SandboxMessage {
  /** The delivery's id. */
  readonly id: string;
  readonly phoneMasked: string;
  /** Holds the code: it is shown to the tenant whose test it is, and to nobody else. */
  readonly text: string;
  readonly signature: string | undefined;
  /** Milliseconds since 1970, UTC. */
  readonly sentAt: number;
}

/** Injection token of `SandboxInbox`. */
export const SANDBOX_INBOX = Symbol('SANDBOX_INBOX');

/** How long a message is kept, and how many for one number. */
export const KEPT_MS = 3_600_000;
export const KEPT_PER_NUMBER = 20;
/** How many of a tenant's newest messages can be read without naming a number. */
export const LATEST_KEPT = 200;

/** Where messages of the sandbox provider land, per tenant, mode and number. */
export interface SandboxInbox {
  put(scope: TenantScope, phoneKey: string, message: SandboxMessage): Promise<void>;
  /** Newest first. */
  list(scope: TenantScope, phoneKey: string): Promise<SandboxMessage[]>;
  /** Of whatever number, newest first. */
  latest(scope: TenantScope): Promise<SandboxMessage[]>;
}
