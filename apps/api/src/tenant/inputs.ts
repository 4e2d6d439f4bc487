import {
  ANY_PURPOSE,
  type ApiKeyKind,
  type Permission,
  PERMISSIONS,
  POLICY_BOUNDS,
  PURPOSE,
  Refused,
  templateFits,
} from '@latchkey/core';
import { z } from 'zod';
import { isNetwork, parseNetworks } from '../platform/http/networks.js';
import { accountCredentials } from './account-credentials.js';

/* What operators may write about tenants, for the command line and the console alike. */

const name = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}\p{Cf}]{1,64}$/u, 'must have 1 to 64 characters and no control characters');

const purpose = z
  .string()
  .refine((text) => text === ANY_PURPOSE || PURPOSE.test(text), 'must be a word such as login, or * for any');

const region = z.enum(['any', 'mainland', 'international'], 'must be any, mainland or international');

const country = z
  .string()
  .refine(
    (code) =>
      /^[A-Z]{2}$/.test(code) &&
      new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code) !== undefined,
    'must be ISO 3166 codes of two capitals, such as CN',
  );

const timeZone = z.string().refine((zone) => {
  try {
    return zone.length > 0 && Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}, 'must be an IANA name such as Asia/Shanghai');

const languageTag = z.string().refine((tag) => {
  try {
    return tag.length <= 35 && Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}, 'must be a language tag such as zh-CN');

/** ISO 4217. */
const currency = z.string().regex(/^[A-Z]{3}$/, 'must be a currency such as CNY');

const countries = z.array(country).min(1, 'must name a country').max(250);

export const newTenant = z.strictObject({
  name,
  timeZone: timeZone.default('Asia/Shanghai'),
  locale: languageTag.default('zh-CN'),
  homeCountry: country.default('CN'),
  /** Where messages may go; the home country alone unless told. */
  allowedCountries: countries.optional(),
  currency: currency.optional(),
});

/** What is left out stays as it is. */
export const tenantChange = z.strictObject({
  name: name.optional(),
  timeZone: timeZone.optional(),
  locale: languageTag.optional(),
  homeCountry: country.optional(),
  allowedCountries: countries.optional(),
  currency: currency.optional(),
});

/** What a key of each kind may do at most; test traffic alone has a sandbox to read. */
const PERMITTED: Readonly<Record<ApiKeyKind, readonly Permission[]>> = {
  live: ['verification:start', 'verification:check', 'verification:read'],
  test: PERMISSIONS,
  pub: ['verification:start', 'verification:check'],
};

/** Addresses and CIDR networks; none: from anywhere. */
const sources = z
  .array(z.string().trim().refine(isNetwork, 'must be addresses or CIDR networks such as 203.0.113.0/24'))
  .max(50, 'must be 50 at most');

/**
 * Exact origins of pages, as browsers write them: `https://shop.example`. No patterns: one forgotten subdomain would be enough. Shells of
 * mobile pages have schemes of their own, such as `capacitor://localhost`.
 */
const origins = z
  .array(
    z
      .string()
      .trim()
      .max(200)
      .transform((text, context): string => {
        const origin = originOf(text);
        if (origin !== undefined) return origin;
        context.addIssue({
          code: 'custom',
          message: 'must be origins such as https://shop.example, without path or *',
        });
        return z.NEVER;
      }),
  )
  .max(20, 'must be 20 at most')
  .transform((list) => [...new Set(list)]);

/** What a browser writes of it: lower case, no default port, no path. */
function originOf(text: string): string | undefined {
  if (!/^[a-z][a-z\d+.-]*:\/\/[^\s/?#@*,]+\/?$/i.test(text) || !URL.canParse(text)) return undefined;
  const { protocol, host, origin } = new URL(text);
  if (origin !== 'null') return origin;
  return protocol === 'file:' || !/^[a-z\d.-]+(:\d+)?$/i.test(host) ? undefined : `${protocol}//${host.toLowerCase()}`;
}

export const FOR_PUBLISHABLE = 'are for publishable keys alone';

/** JSON has no dates. */
const moment = z.union(
  [z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))],
  'must be a time such as 2027-01-31T00:00:00Z',
);

export const newKey = z
  .strictObject({
    name: name.default('unnamed'),
    kind: z.enum(['live', 'test', 'pub'], 'must be live, test or pub').default('live'),
    permissions: z
      .array(z.enum(PERMISSIONS, `must be among ${PERMISSIONS.join(', ')}`))
      .min(1, 'must name one')
      .optional(),
    sources: sources.default([]),
    origins: origins.default([]),
    expiresAt: moment.optional(),
  })
  .transform(({ kind, permissions, ...rest }, context) => {
    const surplus = permissions?.find((permission) => !PERMITTED[kind].includes(permission));
    if (surplus)
      context.addIssue({ code: 'custom', path: ['permissions'], message: `${surplus} is not for ${kind} keys` });
    if (kind !== 'pub' && rest.origins.length > 0)
      context.addIssue({ code: 'custom', path: ['origins'], message: FOR_PUBLISHABLE });
    return { ...rest, kind, permissions: [...new Set(permissions ?? PERMITTED[kind])] };
  });

export const keyChange = z.strictObject({
  name: name.optional(),
  sources: sources.optional(),
  origins: origins.optional(),
});

const settings = z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/), z.string().max(256));

export const providerAccount = z
  .strictObject({
    name: name.default('default'),
    provider: z.enum(['tencent', 'sandbox'], 'must be tencent or sandbox'),
    priority: z.int().min(0).max(1000).optional(),
    enabled: z.boolean().optional(),
    settings: settings.default({}),
    credentials: accountCredentials.optional(),
  })
  .superRefine(({ provider, settings }, context) => {
    const {
      sdkAppId,
      credentials = 'sealed',
      receipts = 'push',
      reportConversion = 'false',
      callbackSources,
    } = settings;
    const refuse = (member: string, message: string) =>
      context.addIssue({ code: 'custom', path: ['settings', member], message });
    if (provider === 'tencent' && !/^\d{1,20}$/.test(sdkAppId ?? ''))
      refuse('sdkAppId', 'must be the digits of an SDKAppID');
    if (!['sealed', 'environment'].includes(credentials)) refuse('credentials', 'must be sealed or environment');
    if (!['push', 'pull'].includes(receipts)) refuse('receipts', 'must be push or pull');
    if (!['true', 'false'].includes(reportConversion)) refuse('reportConversion', 'must be true or false');
    if (callbackSources !== undefined && !parseNetworks(callbackSources))
      refuse('callbackSources', 'must be a comma list of addresses and CIDR networks');
  });

/** Tencent allows 2 to 12 characters in the mainland and more abroad; the brackets are put around it by the provider. */
const signatureText = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}\p{Cf}【】[\]]{1,64}$/u, 'must have 1 to 64 characters and no brackets');

/** Id or name. */
const account = z.string().max(64).default('default');

export const newSignature = z.strictObject({ account, text: signatureText, region: region.default('any') });

export const signatureChange = z.strictObject({ text: signatureText.optional(), region: region.optional() });

const templateMembers = {
  providerTemplateId: z.string().regex(/^[\x21-\x7e]{1,64}$/, 'must be 1 to 64 visible ASCII characters'),
  purpose: purpose.default(ANY_PURPOSE),
  locale: z.union([z.literal('*'), languageTag]).default('*'),
  region: region.default('any'),
  content: z.string().regex(/^[^\p{Cc}\p{Cf}]{1,1000}$/u, 'must have 1 to 1000 characters and no control characters'),
  params: z
    .array(z.enum(['code', 'minutes'], 'must be code or minutes'))
    .max(9)
    .default(['code', 'minutes']),
};

type Text = { readonly content: string; readonly params: readonly string[] };

/** The variables of a text and what stands for them. */
function refuseMisfits({ content, params }: Text, context: z.RefinementCtx): void {
  const refuse = (member: string, message: string) => context.addIssue({ code: 'custom', path: [member], message });
  if (!params.includes('code')) refuse('params', 'must hold the code');
  if (!templateFits(content, params)) refuse('content', `must hold {1} to {${params.length}} and no other variable`);
}

export const newTemplate = z.strictObject({ account, ...templateMembers }).superRefine(refuseMisfits);

/** A whole template: its text and what stands in it change together. */
export const templateContent = z.strictObject(templateMembers).superRefine(refuseMisfits);

export const newPrice = z.strictObject({
  /** `*` for every country without a price of its own. */
  country: z.union([z.literal('*'), country], 'must be an ISO 3166 code such as CN, or * for the rest'),
  segment: z.string().regex(/^\d{1,6}(\.\d{1,6})?$/, 'must be an amount such as 0.045'),
});

type Limit = keyof typeof POLICY_BOUNDS;

const limits = Object.fromEntries(
  Object.entries(POLICY_BOUNDS).map(([limit, { min, max }]) => {
    const wanted = `must be a whole number from ${min} to ${max}`;
    return [limit, z.int(wanted).min(min, wanted).max(max, wanted).optional()];
  }),
) as Record<Limit, z.ZodOptional<z.ZodInt>>;

/** What is left out stays as it is. */
export const policyChange = z.strictObject({ purpose, ...limits, requireId: z.boolean().optional() });

/** Throws Refused, which names the first thing wrong. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const { success, data, error } = schema.safeParse(input);
  if (success) return data;
  const [issue] = error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  if (unknown !== undefined) {
    throw new Refused({ kind: 'invalid_parameter', field: unknown, message: `${unknown} is not a known member` });
  }
  const field = issue?.path.join('.') || 'input';
  throw new Refused({ kind: 'invalid_parameter', field, message: `${field} ${issue?.message ?? 'cannot be read'}` });
}
