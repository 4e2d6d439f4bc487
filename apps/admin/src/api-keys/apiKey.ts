/** An API key, as the console API shows it. */
export interface ApiKey {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly mode: 'live' | 'test';
  readonly publishable: boolean;
  readonly last4: string;
  readonly permissions: readonly string[];
  readonly sources: readonly string[];
  readonly origins: readonly string[];
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/** In the answer that makes it, and never again. */
export interface NewApiKey extends ApiKey {
  readonly key: string;
}

export const KINDS = ['live', 'test', 'pub'] as const;

/** What a key of each kind may be given; the server has the last word. */
export const SCOPES: Readonly<Record<(typeof KINDS)[number], readonly string[]>> = {
  live: ['verification:start', 'verification:check', 'verification:read'],
  test: ['verification:start', 'verification:check', 'verification:read', 'sandbox:read'],
  pub: ['verification:start', 'verification:check'],
};

export const kindOf = ({ mode, publishable }: ApiKey) => (publishable ? 'pub' : mode);

export function stateOf({ revokedAt, expiresAt }: ApiKey): 'revoked' | 'expired' | 'valid' {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'valid';
}
