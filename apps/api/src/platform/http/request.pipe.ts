import { Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import { Refused } from '@latchkey/core';
import type { z } from 'zod';

/** Message by which a schema says that a check came without its code, which has a refusal of its own. */
export const MISSING_CODE = 'missing_code';

interface Issue {
  readonly message: string;
  readonly path?: readonly unknown[] | undefined;
  /** Zod's list of members that a strict object does not know. */
  readonly keys?: readonly string[];
}

/** Parses bodies and queries by the schema beside the parameter; the first thing wrong is the answer and names its member. */
@Injectable()
export class RequestPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => refusedBecause(issues as readonly Issue[]) });
  }
}

/** The same for a route without pipes. Throws Refused. */
export function parseRequest<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw refusedBecause(parsed.error.issues);
}

export function refusedBecause([issue]: readonly Issue[]): Refused {
  if (issue?.message === MISSING_CODE) return new Refused({ kind: 'missing_code' });
  const unknown = issue?.keys?.[0];
  if (unknown !== undefined) {
    return new Refused({ kind: 'invalid_parameter', field: unknown, message: `${unknown} is not a known member.` });
  }
  const field = issue?.path?.map(segmentOf).join('.') || 'body';
  const message = issue ? `${field} ${issue.message}.` : `${field} cannot be read.`;
  return new Refused({ kind: 'invalid_parameter', field, message });
}

function segmentOf(segment: unknown): string {
  return String(typeof segment === 'object' && segment !== null && 'key' in segment ? segment.key : segment);
}
