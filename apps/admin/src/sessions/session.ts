/** A session of an operator, as the console API shows it. */
export interface OperatorSession {
  readonly id: string;
  readonly operatorId: string;
  readonly operatorName: string;
  readonly tenantId: string | null;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  readonly address: string;
  /** As the browser calls itself. */
  readonly userAgent: string;
  /** The one that asks. */
  readonly current: boolean;
}

/** `Firefox 141 · Linux`, as far as the browser lets itself be known. */
export function browserName(userAgent: string): string {
  const [, name = '', version = ''] =
    /(Edg|OPR|Firefox|Chrome|Version)\/(\d+)/.exec(userAgent.replace(/Chrome\/\S+ (?=.*(Edg|OPR)\/)/, '')) ?? [];
  const known: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', Version: 'Safari' };
  const system = /(Windows|Mac OS X|Android|iPhone|iPad|Linux)/.exec(userAgent)?.[1] ?? '';
  const browser = name === '' ? userAgent.split(' ', 1)[0] : `${known[name] ?? name} ${version}`;
  return [browser, system.replace('Mac OS X', 'macOS')].filter(Boolean).join(' · ');
}
