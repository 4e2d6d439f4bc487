/** Which requests a fault strikes. Every member given must match. */
export interface FaultMatch {
  readonly action?: string;
  /** As it stands in PhoneNumberSet. */
  readonly phone?: string;
  readonly templateId?: string;
  readonly sdkAppId?: string;
  readonly secretId?: string;
  readonly header?: { readonly name: string; readonly value: string };
}

type Effect =
  /** A status per number. */
  | { readonly kind: 'number-code'; readonly code: string; readonly message?: string }
  /** `Response.Error`. */
  | { readonly kind: 'api-code'; readonly code: string; readonly message?: string }
  /** The reply comes this much later. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** No answer at all, the connection stays open. */
  | { readonly kind: 'header-stall' }
  /** Headers and half of the body, then silence. */
  | { readonly kind: 'body-stall' }
  /** Half of the announced Content-Length, then the connection closes. */
  | { readonly kind: 'content-length-cut' }
  /** Half of a chunked body, then the connection closes. */
  | { readonly kind: 'chunked-cut' }
  /** The connection is reset before any answer. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'http-status'; readonly status: number; readonly body?: string }
  /** An HTML page with HTTP 200, as a middlebox would say. */
  | { readonly kind: 'html'; readonly body?: string }
  /** `{}` with HTTP 200. */
  | { readonly kind: 'empty-object' }
  /** An empty SendStatusSet. */
  | { readonly kind: 'empty-set' }
  /** The serial number of the message before. */
  | { readonly kind: 'duplicate-serial' }
  /** The message goes out, the connection is reset instead of an answer. */
  | { readonly kind: 'accept-then-drop' };

export type Fault = Effect & {
  readonly match?: FaultMatch;
  /** How many requests it strikes; once unless told, `Infinity` for good. */
  readonly times?: number;
  /** Whether the message goes out all the same. See COUNTS for what each kind does unless told. */
  readonly counts?: boolean;
};

const COUNTS: Readonly<Record<Fault['kind'], boolean>> = {
  'number-code': false,
  'api-code': false,
  delay: true,
  'header-stall': false,
  'body-stall': true,
  'content-length-cut': true,
  'chunked-cut': true,
  reset: false,
  'http-status': false,
  html: false,
  'empty-object': false,
  'empty-set': false,
  'duplicate-serial': true,
  'accept-then-drop': true,
};

export const counts = (fault: Fault): boolean => fault.counts ?? COUNTS[fault.kind];

/** False when the fault answers, or keeps silent, in the service's place. */
export const reachesService = (fault: Fault): boolean =>
  counts(fault) || fault.kind === 'number-code' || fault.kind === 'api-code';

/** What of a request a fault is matched against. */
export interface FaultTarget {
  readonly action: string;
  readonly secretId: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Faults waiting for their request, first injected first. */
export class Faults {
  private waiting: { fault: Fault; left: number }[] = [];

  inject(fault: Fault): void {
    if (!(fault.kind in COUNTS)) throw new TypeError(`no such fault: ${fault.kind}`);
    this.waiting.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.waiting = [];
  }

  /** The fault that strikes this request, and spends it. */
  take(target: FaultTarget): Fault | undefined {
    const found = this.waiting.find(({ fault }) => matches(fault.match ?? {}, target));
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.waiting = this.waiting.filter((other) => other !== found);
    return found.fault;
  }
}

function matches(match: FaultMatch, { action, secretId, headers, body }: FaultTarget): boolean {
  const phones = Array.isArray(body['PhoneNumberSet']) ? body['PhoneNumberSet'] : [];
  return (
    action === (match.action ?? 'SendSms') &&
    (match.phone === undefined || phones.includes(match.phone)) &&
    (match.templateId === undefined || body['TemplateId'] === match.templateId) &&
    (match.sdkAppId === undefined || body['SmsSdkAppId'] === match.sdkAppId) &&
    (match.secretId === undefined || secretId === match.secretId) &&
    (match.header === undefined || headers[match.header.name.toLowerCase()] === match.header.value)
  );
}
