import type { Clock } from '../clock.js';
import { oncePer } from '../once-per.js';
import type { Phone } from '../phone/phone.js';
import type {
  Mode,
  ProviderAccount,
  Region,
  Review,
  Signature,
  Template,
  TenantScope,
  TenantSnapshot,
} from '../tenant/tenant.js';
import { ANY_PURPOSE } from '../verification/policy.js';
import type { Message, Provider, RejectionReason, SendOutcome } from './provider.js';
import { renderTemplate, templateParams } from './template.js';

/** One way to send a message: an account with a template and, where needed, a signature that fit it. */
export interface Route {
  readonly account: ProviderAccount;
  readonly template: Template;
  readonly signature: Signature | undefined;
}

export interface Destination {
  readonly phone: Phone;
  readonly purpose: string;
  readonly locale: string;
}

export type Delivered = SendOutcome & {
  /** The account that decided the outcome. */
  readonly route: Route;
  /** Duration of the deciding provider call. */
  readonly latencyMs: number;
  /** The accounts that refused before, in their order; absent when the first decided. */
  readonly passedOver?: readonly PassedOver[];
};

/** An account that refused a message which another was then asked to send. */
export interface PassedOver {
  readonly accountId: string;
  readonly reason: RejectionReason;
  readonly providerCode: string;
}

/** A code on its way to a number. */
export interface Letter {
  readonly scope: TenantScope;
  readonly deliveryId: string;
  readonly phone: Phone;
  /** Keyed hash of the number. */
  readonly phoneKey: string;
  readonly code: string;
  readonly ttlMs: number;
}

/** Definite refusals that another account may not share. The rest are about the number and would only be repeated. */
const WORTH_FAILING_OVER: ReadonlySet<RejectionReason> = new Set([
  'configuration',
  'funds',
  'transient',
  'unreachable',
  'busy',
]);

const NOBODY: readonly PassedOver[] = [];

/** Callers choose purposes and locales, so how many are kept for a tenant must not be theirs to choose. */
const MOST_KEPT_ROUTES = 200;
/** A snapshot never changes, and neither do the routes it has. */
const keptRoutes = oncePer((_: TenantSnapshot) => new Map<string, readonly Route[]>());

/** Takes a code to a phone through the tenant's provider accounts. */
export class Courier {
  constructor(
    private readonly providers: Readonly<Record<ProviderAccount['provider'], Provider>>,
    private readonly clock: Clock,
  ) {}

  /** The routes to a destination, preferred first; none when the tenant has no fitting account, template and signature. */
  routes(tenant: TenantSnapshot, mode: Mode, destination: Destination): readonly Route[] {
    const { phone, purpose, locale } = destination;
    // Nothing else decides; a purpose holds no space, nor does a locale.
    const key = `${mode} ${regionOf(phone)} ${purpose} ${locale}`;
    const kept = keptRoutes(tenant);
    const known = kept.get(key);
    if (known) return known;
    if (kept.size >= MOST_KEPT_ROUTES) kept.clear();
    const found = this.findRoutes(tenant, mode, destination);
    kept.set(key, found);
    return found;
  }

  private findRoutes(tenant: TenantSnapshot, mode: Mode, destination: Destination): Route[] {
    if (mode === 'test') return [sandboxRoute(tenant, destination)];
    const region = regionOf(destination.phone);
    return tenant.accounts.flatMap((account) => {
      const template = bestTemplate(tenant, account, region, destination);
      const signature = tenant.signatures.find(
        (candidate) => candidate.accountId === account.id && covers(candidate.region, region) && mayBeUsed(candidate),
      );
      // Mainland messages must carry a signature, international ones may (Tencent, SendSms, SignName).
      return template && (signature || region === 'international') ? [{ account, template, signature }] : [];
    });
  }

  /**
   * Sends along the routes until one accepts. Only a definite failure moves on to the next: a message that may have gone
   * out is never sent again.
   */
  async send(routes: readonly Route[], letter: Letter): Promise<Delivered> {
    let last: Delivered | undefined;
    let passedOver: readonly PassedOver[] = NOBODY;
    for (const route of routes) {
      const startedAt = this.clock.now();
      const outcome = await this.providers[route.account.provider].send(route.account, messageFor(route, letter));
      const latencyMs = this.clock.now() - startedAt;
      last = { ...outcome, route, latencyMs, ...(passedOver.length > 0 ? { passedOver } : {}) };
      if (outcome.outcome !== 'rejected' || !WORTH_FAILING_OVER.has(outcome.reason)) return last;
      const { reason, providerCode } = outcome;
      passedOver = [...passedOver, { accountId: route.account.id, reason, providerCode }];
    }
    if (!last) throw new Error('a letter needs at least one route');
    return last;
  }
}

function messageFor(
  { template, signature }: Route,
  { scope, deliveryId, phone, phoneKey, code, ttlMs }: Letter,
): Message {
  const params = templateParams(template, code, ttlMs);
  return {
    tenantId: scope.tenantId,
    mode: scope.mode,
    deliveryId,
    phone: phone.e164,
    phoneKey,
    phoneMasked: phone.masked,
    region: regionOf(phone),
    signature: signature?.text,
    providerTemplateId: template.providerTemplateId,
    params,
    text: renderTemplate(template.content, params),
  };
}

/** Hong Kong, Macau and Taiwan count as international, at Tencent and here. */
export function regionOf({ country }: Pick<Phone, 'country'>): Region {
  return country === 'CN' ? 'mainland' : 'international';
}

/** Messages with one of these are known to be refused, and a refusal may cost the account its standing. */
const KNOWN_UNUSABLE: ReadonlySet<Review | undefined> = new Set<Review>(['pending', 'approved', 'rejected']);

/** Nobody asked, or the provider does not list it: it is tried, for the provider's word on the message itself is the better one. */
const mayBeUsed = ({ review }: Pick<Template, 'review'>) => !KNOWN_UNUSABLE.has(review);

const covers = (offered: Region | 'any', wanted: Region) => offered === 'any' || offered === wanted;

function bestTemplate(
  tenant: TenantSnapshot,
  account: ProviderAccount,
  region: Region,
  destination: Destination,
): Template | undefined {
  const fitting = tenant.templates.filter(
    (template) => template.accountId === account.id && covers(template.region, region) && mayBeUsed(template),
  );
  return closest(fitting, tenant, destination);
}

/** A template of the very purpose beats one for any; then the language asked for, the tenant's own, any. */
function closest(
  templates: readonly Template[],
  tenant: TenantSnapshot,
  { purpose, locale }: Destination,
): Template | undefined {
  const rank = (template: Template) => {
    const purposeRank = [purpose, ANY_PURPOSE].indexOf(template.purpose);
    const localeRank = [locale, locale.split('-')[0], tenant.locale, '*'].indexOf(template.locale);
    return purposeRank < 0 ? Infinity : purposeRank * 10 + (localeRank < 0 ? 9 : localeRank);
  };
  return templates.reduce<Template | undefined>(
    (best, template) => (rank(template) < (best ? rank(best) : Infinity) ? template : best),
    undefined,
  );
}

const SANDBOX_ACCOUNT: ProviderAccount = { id: 'acc_sandbox', provider: 'sandbox', settings: {} };

/** Test traffic stays in the house but looks as live traffic of the tenant would. */
function sandboxRoute(tenant: TenantSnapshot, destination: Destination): Route {
  const template = closest(tenant.templates, tenant, destination) ?? {
    accountId: SANDBOX_ACCOUNT.id,
    id: 'tpl_sandbox',
    providerTemplateId: 'sandbox',
    purpose: ANY_PURPOSE,
    locale: '*',
    region: 'any',
    content: '{1} is your verification code, valid for {2} minutes.',
    params: ['code', 'minutes'],
  };
  return { account: SANDBOX_ACCOUNT, template, signature: tenant.signatures[0] };
}
