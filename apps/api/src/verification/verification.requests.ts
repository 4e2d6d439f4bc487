import { isIP } from 'node:net';
import {
  type CheckRequest,
  DEFAULT_PURPOSE,
  type Origin,
  parseCode,
  parsePhone,
  parseTutorialPhone,
  type Phone,
  PURPOSE,
  Refused,
  type StartRequest,
} from '@latchkey/core';
import { z } from 'zod';
import { MISSING_CODE } from '../platform/http/request.pipe.js';
import type { RequestContext } from '../platform/http/request-context.js';

/** Text that every store and page can hold: no lone surrogates, no control characters. */
const plainText = (maxLength: number) =>
  z
    .string()
    .max(maxLength, `must have at most ${maxLength} characters`)
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'must not hold control characters');

/** A parser that answers undefined for what it does not accept, as a schema. */
const parsed = <T>(parse: (text: string) => T | undefined, message: string) =>
  z
    .string({ error: ({ input }) => (input === undefined ? 'is missing' : 'must be a string') })
    .transform((text, context): T => {
      const value = parse(text);
      if (value !== undefined) return value;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    });

const phone = parsed<Phone>(
  parsePhone,
  'must be a number that can receive text messages, in international form such as +8618566246612',
).meta({
  description: 'International form with `+` or `00`; spaces, dots, dashes and brackets are allowed.',
  example: '+8618566246612',
});

const purpose = z
  .string()
  .regex(PURPOSE, 'must be a lower-case letter followed by up to 31 lower-case letters, digits or _')
  .default(DEFAULT_PURPOSE)
  .meta({ description: 'What the code is for. Codes and limits of different purposes know nothing of each other.' });

const metadata = z
  .record(plainText(40).min(1, 'must have names of 1 to 40 characters'), plainText(256))
  .refine((pairs) => Object.keys(pairs).length <= 10, 'must have at most 10 members')
  .default({})
  .meta({ description: 'Up to 10 strings of yours, given back with the verification.' });

export const startBody = z
  .strictObject({
    phone,
    purpose,
    locale: z
      .string()
      .max(35)
      .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'must be a language tag such as zh-CN')
      .optional()
      .meta({ description: 'Language of the message, as a BCP 47 tag.', example: 'zh-CN' }),
    clientIp: z
      .string()
      .refine((text) => isIP(text) !== 0, 'must be an IPv4 or IPv6 address')
      .optional()
      .meta({ description: 'Address of the person the code is for.', example: '203.0.113.7' }),
    metadata,
  })
  .meta({ id: 'StartVerification' });

export const checkBody = z
  .strictObject({
    id: z
      .string()
      .max(64, 'must be a verification id')
      .optional()
      .meta({ description: 'Id that the start answered with.' }),
    phone: phone.optional(),
    purpose,
    code: z
      .string({ error: ({ input }) => (input === undefined ? MISSING_CODE : 'must be a string of digits') })
      .min(1, MISSING_CODE)
      .transform((text, context): string => {
        const digits = parseCode(text);
        if (digits !== undefined) return digits;
        context.addIssue({ code: 'custom', message: 'must be 4 to 10 digits' });
        return z.NEVER;
      })
      .meta({ description: 'The digits of the message.', example: '042915' }),
  })
  .meta({ id: 'CheckVerification' });

export function toStart(body: z.output<typeof startBody>, context: RequestContext): StartRequest {
  return {
    phone: body.phone,
    purpose: body.purpose,
    locale: body.locale,
    metadata: body.metadata,
    idempotencyKey: context.idempotencyKey,
    origin: originOf(context, body.clientIp),
  };
}

export function toCheck(body: z.output<typeof checkBody>, context: RequestContext): CheckRequest {
  return {
    phone: body.phone,
    id: body.id,
    purpose: body.purpose,
    code: body.code,
    idempotencyKey: context.idempotencyKey,
    origin: originOf(context),
  };
}

export function originOf({ requestId }: RequestContext, clientIp?: string): Origin {
  return { requestId, clientIp };
}

/** What the tutorial's page sends. Members it does not know are ignored, as the tutorial ignores them. */
export type TutorialRequest =
  | { readonly method: 'getSms'; readonly start: StartRequest }
  | { readonly method: 'login'; readonly check: CheckRequest };

/** Throws Refused; a parameter given twice or as anything but text is malformed. */
export function parseTutorialRequest(params: unknown, context: RequestContext): TutorialRequest {
  const given = (params ?? {}) as Readonly<Record<string, unknown>>;
  const method = text(given, 'method');
  const number = parseTutorialPhone(text(given, 'phone'));
  if (method !== 'getSms' && method !== 'login') throw invalid('method', 'method 参数错误');
  if (!number) throw invalid('phone', '手机号格式不正确');
  const { idempotencyKey } = context;
  const common = { phone: number, purpose: DEFAULT_PURPOSE, idempotencyKey, origin: originOf(context) };
  if (method === 'getSms') return { method, start: { ...common, metadata: {} } };
  if (given['code'] === undefined || given['code'] === '') throw new Refused({ kind: 'missing_code' });
  const code = parseCode(text(given, 'code'));
  if (code === undefined) throw invalid('code', '验证码格式不正确');
  return { method, check: { ...common, code } };
}

function text(given: Readonly<Record<string, unknown>>, field: string): string {
  const value = Object.hasOwn(given, field) ? given[field] : undefined;
  if (value === undefined || value === '') throw invalid(field, '缺少参数');
  if (typeof value !== 'string') throw invalid(field, `${field} 参数错误`);
  return value;
}

const invalid = (field: string, message: string) => new Refused({ kind: 'invalid_parameter', field, message });
