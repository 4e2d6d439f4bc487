import { z } from 'zod';

const name = z.string().trim().min(1).max(128);
const moment = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-11-24T00:00:00Z' })
  .transform((text) => new Date(text));
const country = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166 code such as CN');
const mode = z.enum(['live', 'test'], 'must be live or test');

/** What a number is known by here. Filters stand in addresses, where a number itself must not. */
const phoneKey = z.string().regex(/^[\w:-]{1,64}$/, 'must be the key of a number');

const common = {
  tenantId: name.optional(),
  mode: mode.optional(),
  purpose: name.optional(),
  verificationId: name.optional(),
  phoneKey: phoneKey.optional(),
  country: country.optional(),
  accountId: name.optional(),
  templateId: name.optional(),
  providerCode: name.optional(),
  from: moment.optional(),
  to: moment.optional(),
};

/** What events are looked for by. */
export const eventFilter = z.strictObject({
  ...common,
  type: z.enum(['start', 'settle', 'check', 'cancel', 'release', 'receipt', 'reply']).optional(),
  outcome: name.optional(),
  keyId: name.optional(),
  clientIp: name.optional(),
  window: name.optional(),
  deliveryId: name.optional(),
});

export const DELIVERY_STATES = [
  'sending',
  'accepted',
  'rejected',
  'unknown',
  'delivered',
  'undelivered',
  'expired',
] as const;

/** What deliveries are looked for by. */
export const deliveryFilter = z.strictObject({
  ...common,
  state: z.enum(DELIVERY_STATES).optional(),
  reason: name.optional(),
  /** Messages that cost something, of tenants whose prices are in this currency. */
  billedIn: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as CNY')
    .optional(),
});

/** What verifications are looked for by: all of a number, or of a span of time. */
export const verificationFilter = z.strictObject({
  tenantId: name.optional(),
  mode: mode.optional(),
  purpose: name.optional(),
  phoneKey: phoneKey.optional(),
  from: moment.optional(),
  to: moment.optional(),
});

export type EventFilter = z.output<typeof eventFilter>;
export type DeliveryFilter = z.output<typeof deliveryFilter>;
export type VerificationFilter = z.output<typeof verificationFilter>;
