/** A message that never left the house. */
export interface SandboxMessage {
  readonly id: string;
  readonly tenantId: string;
  readonly phoneMasked: string;
  readonly text: string;
  readonly signature: string | null;
  readonly mode: 'live' | 'test';
  readonly sentAt: string;
}
