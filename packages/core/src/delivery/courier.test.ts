import { systemClock } from '../clock.js';
import { parsePhone } from '../phone/phone.js';
import type { Mode, ProviderAccount, Signature, Template, TenantSnapshot } from '../tenant/tenant.js';
import { Courier } from './courier.js';
import type { Message, Provider, SendOutcome } from './provider.js';
import { renderTemplate, templateFits, templateParams } from './template.js';

const account = (id: string): ProviderAccount => ({ id, provider: 'tencent', settings: {} });
const template = (accountId: string, more: Partial<Template> = {}): Template => ({
  accountId,
  id: `tpl_${accountId}`,
  providerTemplateId: '1110',
  purpose: '*',
  locale: '*',
  region: 'mainland',
  content: '{1}, {2} min',
  params: ['code', 'minutes'],
  ...more,
});
const signature = (accountId: string, more: Partial<Signature> = {}): Signature => ({
  accountId,
  id: `sig_${accountId}`,
  text: 'Latchkey',
  region: 'mainland',
  ...more,
});

function tenant(parts: Partial<TenantSnapshot>): TenantSnapshot {
  return {
    id: 'ten_1',
    name: 'Acme',
    status: 'active',
    sending: true,
    timeZone: 'Asia/Shanghai',
    locale: 'zh-CN',
    allowedCountries: ['CN'],
    policies: new Map(),
    accounts: [],
    signatures: [],
    templates: [],
    ...parts,
  };
}

const phone = parsePhone('+8618501234444')!;
const abroad = parsePhone('+14155552671')!;
const destination = { phone, purpose: 'login', locale: 'zh-CN' };
const letter = {
  scope: { tenantId: 'ten_1', mode: 'live' as const },
  deliveryId: 'dlv_1',
  phone,
  phoneKey: 'k'.repeat(22),
  code: '123456',
  ttlMs: 290_000,
};

/** A vendor that answers per account what it is told to, and keeps what it was given. */
class ScriptedProvider implements Provider {
  readonly sent: { account: string; message: Message }[] = [];
  constructor(private readonly answers: Record<string, SendOutcome>) {}
  send({ id }: ProviderAccount, message: Message): Promise<SendOutcome> {
    this.sent.push({ account: id, message });
    return Promise.resolve(this.answers[id]!);
  }
}

const accepted: SendOutcome = { outcome: 'accepted', providerMessageId: 'm1', segments: 1 };
const rejected = (reason: Extract<SendOutcome, { outcome: 'rejected' }>['reason']): SendOutcome => ({
  outcome: 'rejected',
  reason,
  providerCode: 'Code',
  message: 'no',
});

const courierOver = (answers: Record<string, SendOutcome>) => {
  const provider = new ScriptedProvider(answers);
  return { provider, courier: new Courier({ tencent: provider, sandbox: provider }, systemClock) };
};

describe('routes', () => {
  const { courier } = courierOver({});

  it('need an account with a template and, on the mainland, a signature of the same account', () => {
    const accounts = [account('a')];
    expect(courier.routes(tenant({ accounts }), 'live', destination)).toEqual([]);
    expect(courier.routes(tenant({ accounts, templates: [template('a')] }), 'live', destination)).toEqual([]);
    const foreign = tenant({ accounts, templates: [template('a')], signatures: [signature('b')] });
    expect(courier.routes(foreign, 'live', destination)).toEqual([]);
    const whole = tenant({ accounts, templates: [template('a')], signatures: [signature('a')] });
    expect(courier.routes(whole, 'live', destination)).toHaveLength(1);
  });

  it.each(['pending', 'approved', 'rejected'] as const)('leave out what the provider says is %s', (review) => {
    const accounts = [account('a')];
    const whole = { accounts, templates: [template('a')], signatures: [signature('a')] };
    expect(courier.routes(tenant({ ...whole, templates: [template('a', { review })] }), 'live', destination)).toEqual(
      [],
    );
    expect(courier.routes(tenant({ ...whole, signatures: [signature('a', { review })] }), 'live', destination)).toEqual(
      [],
    );
  });

  it('take what is usable, what was never asked about and what the provider does not list', () => {
    for (const review of [undefined, 'usable', 'missing'] as const) {
      const reviewed = review === undefined ? {} : { review };
      const whole = { templates: [template('a', reviewed)], signatures: [signature('a', reviewed)] };
      expect(courier.routes(tenant({ accounts: [account('a')], ...whole }), 'live', destination)).toHaveLength(1);
    }
  });

  it('take an international template abroad, without a signature if there is none', () => {
    const both = [template('a'), template('a', { id: 'tpl_intl', region: 'international' })];
    const routes = courier.routes(tenant({ accounts: [account('a')], templates: both }), 'live', {
      ...destination,
      phone: abroad,
    });
    expect(routes).toMatchObject([{ template: { id: 'tpl_intl' }, signature: undefined }]);
  });

  it('prefer the purpose, then the language asked for, then the tenant’s own', () => {
    const signatures = [signature('a')];
    const templates = [
      template('a', { id: 'any' }),
      template('a', { id: 'zh', locale: 'zh-CN' }),
      template('a', { id: 'login-en', purpose: 'login', locale: 'en' }),
      template('a', { id: 'login-zh', purpose: 'login', locale: 'zh-CN' }),
    ];
    const pick = (purpose: string, locale: string) =>
      courier.routes(tenant({ accounts: [account('a')], signatures, templates }), 'live', { phone, purpose, locale })[0]
        ?.template.id;
    expect(pick('login', 'en-GB')).toBe('login-en');
    expect(pick('login', 'fr')).toBe('login-zh');
    expect(pick('bind', 'fr')).toBe('zh');
  });

  it('follow a tenant’s snapshot: a changed one has routes of its own, and the old one keeps its', () => {
    const parts = { accounts: [account('a')], signatures: [signature('a')] };
    const before = tenant({ ...parts, templates: [template('a', { id: 'old' })] });
    const routesOf = (snapshot: TenantSnapshot) => courier.routes(snapshot, 'live', destination);
    const first = routesOf(before);
    expect(routesOf(before)).toBe(first);
    const after = { ...before, templates: [template('a', { id: 'new' })] };
    expect(routesOf(after)).toMatchObject([{ template: { id: 'new' } }]);
    expect(routesOf({ ...before, accounts: [] })).toEqual([]);
    expect(routesOf(before)).toMatchObject([{ template: { id: 'old' } }]);
  });

  it('of one snapshot differ by mode, region, purpose and language', () => {
    const whole = tenant({
      accounts: [account('a')],
      signatures: [signature('a')],
      templates: [
        template('a', { id: 'login', purpose: 'login', locale: 'zh-CN' }),
        template('a', { id: 'bind', purpose: 'bind', locale: 'zh-CN' }),
        template('a', { id: 'login-en', purpose: 'login', locale: 'en' }),
        template('a', { id: 'abroad', region: 'international' }),
      ],
    });
    const pick = (mode: Mode, change: Partial<typeof destination>) => {
      const [route] = courier.routes(whole, mode, { ...destination, ...change });
      return `${route?.account.provider} ${route?.template.id}`;
    };
    // Twice: found, then remembered.
    for (let time = 0; time < 2; time += 1) {
      expect(pick('live', {})).toBe('tencent login');
      expect(pick('test', {})).toBe('sandbox login');
      expect(pick('live', { purpose: 'bind' })).toBe('tencent bind');
      expect(pick('live', { locale: 'en' })).toBe('tencent login-en');
      expect(pick('live', { phone: abroad })).toBe('tencent abroad');
    }
  });

  it('are right however many purposes callers think of', () => {
    const whole = tenant({ accounts: [account('a')], templates: [template('a')], signatures: [signature('a')] });
    for (let n = 0; n < 1000; n += 1) {
      expect(courier.routes(whole, 'live', { ...destination, purpose: `p${n}` })).toHaveLength(1);
    }
  });

  it('of test traffic always lead to the sandbox', () => {
    const whole = tenant({ accounts: [account('a')], templates: [template('a')], signatures: [signature('a')] });
    expect(courier.routes(whole, 'test', destination)).toMatchObject([
      { account: { provider: 'sandbox' }, template: { id: 'tpl_a' } },
    ]);
    expect(courier.routes(tenant({}), 'test', destination)).toMatchObject([{ account: { provider: 'sandbox' } }]);
  });
});

describe('send', () => {
  const two = tenant({
    accounts: [account('a'), account('b')],
    templates: [template('a'), template('b')],
    signatures: [signature('a'), signature('b')],
  });

  it.each(['configuration', 'funds', 'transient', 'unreachable', 'busy'] as const)(
    'fails over when an account refuses for %s',
    async (reason) => {
      const { courier, provider } = courierOver({ a: rejected(reason), b: accepted });
      const delivered = await courier.send(courier.routes(two, 'live', destination), letter);
      expect(delivered).toMatchObject({ outcome: 'accepted', route: { account: { id: 'b' } } });
      expect(provider.sent.map(({ account }) => account)).toEqual(['a', 'b']);
    },
  );

  it('tells which accounts refused before the one that decided, and nothing where the first did', async () => {
    const { courier } = courierOver({ a: rejected('funds'), b: rejected('busy'), c: accepted });
    const routes = ['a', 'b', 'c'].map((id) => ({
      account: account(id),
      template: template(id),
      signature: undefined,
    }));
    expect(await courier.send(routes, letter)).toMatchObject({
      outcome: 'accepted',
      passedOver: [
        { accountId: 'a', reason: 'funds', providerCode: 'Code' },
        { accountId: 'b', reason: 'busy', providerCode: 'Code' },
      ],
    });
    expect(await courier.send(routes.slice(2), letter)).not.toHaveProperty('passedOver');
  });

  it.each(['recipient', 'limited'] as const)('does not fail over when the number is refused for %s', async (reason) => {
    const { courier, provider } = courierOver({ a: rejected(reason), b: accepted });
    expect(await courier.send(courier.routes(two, 'live', destination), letter)).toMatchObject({
      outcome: 'rejected',
      reason,
    });
    expect(provider.sent).toHaveLength(1);
  });

  it('never sends again what may have gone out', async () => {
    const { courier, provider } = courierOver({ a: { outcome: 'unknown', cause: 'timeout' }, b: accepted });
    expect(await courier.send(courier.routes(two, 'live', destination), letter)).toMatchObject({ outcome: 'unknown' });
    expect(provider.sent).toHaveLength(1);
  });

  it('hands over the values in the order the template wants them', async () => {
    const { courier, provider } = courierOver({ a: accepted });
    await courier.send(courier.routes(two, 'live', destination), letter);
    expect(provider.sent[0]?.message).toMatchObject({
      phone: '+8618501234444',
      signature: 'Latchkey',
      params: ['123456', '5'],
      text: '123456, 5 min',
    });
  });
});

describe('templates', () => {
  it('map values by position and round minutes up', () => {
    expect(templateParams({ params: ['minutes', 'code'] }, '123456', 61_000)).toEqual(['2', '123456']);
    expect(renderTemplate('{2} is your code for {1} min {3}', ['2', '123456'])).toBe(
      '123456 is your code for 2 min {3}',
    );
  });

  it('fit when variables are numbered from 1 without gaps and each has a value', () => {
    expect(templateFits('{1} {2}', ['code', 'minutes'])).toBe(true);
    expect(templateFits('{1} {1}', ['code'])).toBe(true);
    expect(templateFits('{1} {3}', ['code', 'minutes'])).toBe(false);
    expect(templateFits('{1}', ['code', 'minutes'])).toBe(false);
    expect(templateFits('no variable', [])).toBe(true);
  });
});
