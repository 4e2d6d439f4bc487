/** One SendSms request as it came in, whatever became of it. */
export interface SeenRequest {
  readonly atMs: number;
  /** As claimed by the Authorization header, verified or not. */
  readonly secretId: string | undefined;
  readonly token: string | undefined;
  readonly region: string | undefined;
  readonly language: string | undefined;
  readonly body: Record<string, unknown> | undefined;
  /** `Ok` or the first code the service decided on, delivered or not; undefined when a fault answered in its place. */
  code?: string;
}

/** The code of a reply's content: the request's error, or the first number's status. */
export function codeOf(content: object): string | undefined {
  const { Error: error, SendStatusSet: statuses } = content as {
    Error?: { Code: string };
    SendStatusSet?: { Code: string }[];
  };
  return error?.Code ?? statuses?.[0]?.Code;
}
