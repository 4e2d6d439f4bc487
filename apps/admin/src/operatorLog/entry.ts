/** What an operator did, as the console API shows it. */
export interface LogEntry {
  /** Its place in the chain. */
  readonly id: number;
  readonly at: string;
  /** Empty for the command line. */
  readonly operatorId: string;
  readonly operatorName: string;
  readonly tenantId: string | null;
  readonly action: string;
  readonly resource: string;
  readonly objectId: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly address: string;
  readonly requestId: string;
  /** SHA-256 in hex. */
  readonly hash: string;
}

const NAMES = ['name', 'text', 'providerTemplateId', 'purpose', 'country', 'phone'] as const;

/** What people call that to which something was done; none where the entry does not tell. */
export function nameIn({ before, after }: Pick<LogEntry, 'before' | 'after'>): string | undefined {
  const told = NAMES.map((member) => after?.[member] ?? before?.[member]);
  return told.find((one): one is string => typeof one === 'string' && one !== '' && one !== '*');
}

/** Whether the log is as it was written. */
export interface LogCheck {
  readonly intact: boolean;
  readonly entries: number;
  readonly brokenAt?: number;
  readonly fault?: 'changed' | 'missing';
}
