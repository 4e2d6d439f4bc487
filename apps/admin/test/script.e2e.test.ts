import type { Browser, Locator, Page } from 'playwright-core';
import { LatchkeyProcess, type Quickstart } from '../../api/test/support/latchkey-process';
import { setEventsAside } from '../../api/test/support/refused-events';
import { newPage, openBrowser } from './browser';
import { crawl } from './crawl';
import { choose, showFilters, submitAll, writeEverywhere } from './fields';
import { makeAs, makeOneOfEach, untilListed } from './making';
import { acceptInvitation, becomeOwner, PASSWORD } from './owner';
import { openWhole, until, untilWhole, withoutMotion } from './whole';

/** Runs where a page shows it as HTML, as an element or in an attribute; where it is text, nothing happens. Short enough for a name. */
const ATTACK = `<img src="x" onerror="attack()">"><script>attack()</script>`;
/** The same where no space is taken. */
const IN_ONE_WORD = ATTACK.replaceAll(' ', '/');

let latchkey: LatchkeyProcess;
let quickstart: Quickstart;
let browser: Browser;
let page: Page;
/** Pages in which an attack ran. */
const ran: string[] = [];
/** What was written in where the first owner is asked who they are. */
let askedAtFirst: string[];

beforeAll(async () => {
  latchkey = await LatchkeyProcess.start();
  quickstart = await latchkey.quickstart();
  browser = await openBrowser(process.env['PATH']);
  page = await openForAttacks();
  await page.goto(quickstart.setupUrl);
  await page.getByRole('img', { name: 'QR code' }).waitFor();
  askedAtFirst = await attackIn(page);
  await becomeOwner(page, quickstart.setupUrl);
  await makeOneOfEach(page, latchkey.url, quickstart);
  await setEventsAside(latchkey.dataDir, quickstart.tenantId);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await latchkey.stop();
});

/** A page without the policy that forbids scripts in pages: it would hide that text is shown as HTML. */
async function openForAttacks(look: { userAgent?: string } = {}): Promise<Page> {
  const opened = await newPage(browser, { bypassCSP: true, ...look });
  await opened.context().exposeBinding('attack', ({ page: where }) => ran.push(where.url()));
  await withoutMotion(opened);
  return opened;
}

const make = <T = { id: string }>(resource: string, data: object) => makeAs<T>(page, latchkey.url, resource, data);

/** Writes the attack in every field and sends the forms. Answers the names of the fields. */
async function attackIn(where: Page, within: Page | Locator = where): Promise<string[]> {
  const names = await writeEverywhere(within, ATTACK);
  await submitAll(within, where);
  return names;
}

/** What opens a dialog in which something has to be typed. */
const DIALOGS: Record<string, string[]> = {
  '/verifications': ['Erase a number'],
  '/verifications/:id/show': ['Cancel it'],
  '/tenants/:id/show': ['Suspend'],
  '/api-keys/:id': ['Revoke'],
  '/accounts/:id': ['Delete'],
  '/signatures/:id': ['Delete'],
  '/templates/:id': ['Delete'],
  '/dead-letters': ['Give it up'],
  '/account': ['New recovery codes', 'Set up another authenticator'],
};

const TENANT = ['name', 'homeCountry', 'allowedCountries', 'timeZone', 'locale', 'currency'];
const ACCOUNT = ['name', 'settings.sdkAppId', 'credentials.secretId', 'credentials.secretKey'];
const TEMPLATE = ['content', 'purpose', 'locale'];
const CONFIRM = 'Type “…” to confirm';

/** Fields that have to be found, among others: all of the forms, and of the other pages what is asked in dialogs and by filters. */
const FIELDS: Record<string, string[]> = {
  '/account': [CONFIRM, 'code', 'password'],
  '/verifications': ['tenantId', 'Number or verification id', 'Tenant', 'The same number again'],
  '/verifications/:id/show': [CONFIRM],
  '/deliveries': ['tenantId', 'providerCode', 'country', 'Provider account', 'Template', 'verificationId', 'billedIn'],
  '/events': ['tenantId', 'providerCode', 'API key', 'clientIp', 'country', 'verificationId', 'Provider account'],
  '/tenants': ['q'],
  '/tenants/create': TENANT,
  '/tenants/:id': TENANT,
  '/tenants/:id/show': [CONFIRM],
  '/api-keys': ['tenantId'],
  '/api-keys/create': ['tenantId', 'name', 'origins', 'sources'],
  '/api-keys/:id': [CONFIRM, 'name', 'sources'],
  '/accounts': ['tenantId'],
  '/accounts/create': ['tenantId', ...ACCOUNT],
  '/accounts/:id': [CONFIRM, ...ACCOUNT],
  '/signatures': ['tenantId'],
  '/signatures/create': ['tenantId', 'account', 'text'],
  '/signatures/apply': ['tenantId', 'accountId', 'text', 'remark'],
  '/signatures/:id': [CONFIRM, 'text'],
  '/templates': ['tenantId'],
  '/templates/create': ['tenantId', 'account', 'providerTemplateId', ...TEMPLATE],
  '/templates/apply': ['tenantId', 'accountId', 'name', 'remark', ...TEMPLATE],
  '/templates/:id': [CONFIRM, 'providerTemplateId', ...TEMPLATE],
  '/policies': ['tenantId'],
  '/policies/create': ['tenantId', 'purpose'],
  '/policies/:id': [],
  '/prices': ['tenantId'],
  '/prices/create': ['tenantId', 'country', 'segment'],
  '/prices/:id': ['segment'],
  '/opt-outs': ['tenantId'],
  '/opt-outs/create': ['tenantId', 'phone'],
  '/sandbox': ['tenantId', 'phone'],
  '/operators': ['q'],
  '/operators/create': ['name', 'signInName', 'tenantId'],
  '/operator-log': ['operatorId', 'objectId'],
  '/dead-letters': [CONFIRM, 'tenantId'],
};

describe('a script that somebody types never runs', () => {
  it('where people are asked who they are', async () => {
    const stranger = await openForAttacks();
    await stranger.goto(`${latchkey.url}/login`);
    await stranger.getByRole('heading', { name: 'Sign in' }).waitFor();
    const atSignIn = await attackIn(stranger);
    await stranger.getByText('Name or password is wrong.').waitFor();
    await stranger.getByLabel('Sign-in name').fill('olga');
    await stranger.getByLabel('Password').fill(PASSWORD);
    await submitAll(stranger, stranger);
    await stranger.getByRole('heading', { name: 'One more step' }).waitFor();
    atSignIn.push(...(await attackIn(stranger)));
    await stranger.getByRole('alert').waitFor();
    await stranger.context().close();

    await openWhole(page, `${latchkey.url}/account`);
    const json = { error: { code: 'reauthentication_required' } };
    await page.route('**/account/password', (route) => route.fulfill({ status: 403, json }), { times: 1 });
    await page.getByLabel('New password').fill(ATTACK);
    await page.getByRole('button', { name: 'Change the password' }).click();
    const dialog = page.getByRole('dialog', { name: 'Is it still you?' });
    await dialog.getByLabel('Password').waitFor();
    const again = await attackIn(page, dialog);
    await dialog.getByRole('alert').waitFor();
    await dialog.getByLabel('Password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await dialog.getByRole('textbox', { name: /^Code/ }).waitFor();
    again.push(...(await attackIn(page, dialog)));
    await dialog.getByRole('alert').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });

    expect(ran).toEqual([]);
    expect({ askedAtFirst, atSignIn, again }).toEqual({
      askedAtFirst: ['name', 'username', 'password', 'code'],
      atSignIn: ['username', 'password', 'code'],
      again: ['password', 'password', 'code'],
    });
  });

  it('in any step of the guide', async () => {
    const { id } = await make('tenants', { name: 'Fresh Fruit' });
    await openWhole(page, `${latchkey.url}/tenants/${id}/setup`);
    await choose(page, 'Provider', /^Tencent/);
    const written = [await attackIn(page)];
    await openWhole(page, `${latchkey.url}/tenants/${quickstart.tenantId}/setup`);
    for (const step of ['Signature', 'Template', 'API key', 'Test message']) {
      await page.getByRole('button', { name: step, exact: true }).click();
      await untilWhole(page);
      written.push(await attackIn(page));
    }
    expect(ran).toEqual([]);
    expect(written).toEqual([
      expect.arrayContaining(ACCOUNT),
      ['text'],
      expect.arrayContaining(['providerTemplateId', ...TEMPLATE]),
      expect.arrayContaining(['name', 'sources']),
      ['Mobile number'],
    ]);
  });

  it('in any field of any page', async () => {
    const written: Record<string, string[]> = {};
    await crawl(page, latchkey.url, quickstart.tenantId, async (kind) => {
      const names: string[] = (written[kind] = []);
      for (const action of DIALOGS[kind] ?? []) names.push(...(await attackInDialog(action)));
      if (kind === '/api-keys/create') await choose(page, 'Kind', /^Publishable/);
      await showFilters(page);
      names.push(...(await writeEverywhere(page, ATTACK)));
      if (await page.locator('.filter-field input[type="text"]:not([role="combobox"])').count())
        await until(page, `location.search.includes('onerror')`);
      await untilWhole(page);
      await submitAll(page, page);
    });
    expect(ran).toEqual([]);
    expect(written).toMatchObject(
      Object.fromEntries(Object.entries(FIELDS).map(([kind, names]) => [kind, expect.arrayContaining(names)])),
    );
    // A form that is new belongs into the table.
    const forms = Object.keys(written).filter((kind) => /\/(create|apply|:id)$/.test(kind));
    expect(forms.filter((kind) => !(kind in FIELDS))).toEqual([]);
  }, 300_000);
});

/** Writes the attack in the dialog that a button opens, and leaves it. */
async function attackInDialog(action: string): Promise<string[]> {
  await page.getByRole('button', { name: action, exact: true }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').first().waitFor();
  const names = await writeEverywhere(dialog, ATTACK);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  return names.map((name) => name.replace(/“.*”/, '“…”'));
}

describe('a script that is stored', () => {
  const phone = '+8618566246621';
  let tenantId: string;
  /** Pages that show it, and what has to be pressed first. */
  let pages: [path: string, press?: string][];

  beforeAll(async () => {
    ({ id: tenantId } = await make('tenants', { name: `${ATTACK} 2` }));
    const owned = <T = { id: string }>(resource: string, data: object) => make<T>(resource, { tenantId, ...data });
    const account = await owned('accounts', { name: ATTACK, provider: 'sandbox' });
    const signature = await owned('signatures', { account: account.id, text: ATTACK });
    const content = `{1} {2} ${ATTACK}`;
    const template = await owned('templates', { account: account.id, providerTemplateId: IN_ONE_WORD, content });
    const apiKey = await owned<{ id: string; key: string }>('api-keys', { name: ATTACK });
    const invited = { name: ATTACK, signInName: 'script@example.com', role: 'auditor' };
    const person = await make<{ id: string; link: string }>('operators', invited);
    const hers = await openForAttacks({ userAgent: IN_ONE_WORD });
    await acceptInvitation(hers, person.link);
    const id = await startWithMetadata(apiKey.key);
    await reply();
    for (const type of ['start', 'reply']) await untilListed(page, latchkey.url, 'events', { tenantId, type });

    const only = (filter: object) => `?${new URLSearchParams({ filter: JSON.stringify(filter) })}`;
    const theirs = only({ tenantId });
    // Without one, a list is filtered as it was last.
    const all = only({});
    pages = [
      [`/tenants${all}`],
      [`/tenants/${tenantId}/show`, 'Suspend'],
      [`/tenants/${tenantId}`],
      [`/tenants/${tenantId}/setup`],
      [`/accounts${theirs}`],
      [`/accounts/${account.id}`, 'Delete'],
      [`/signatures${theirs}`],
      [`/signatures/${signature.id}`, 'Delete'],
      [`/templates${theirs}`],
      [`/templates/${template.id}`, 'Delete'],
      [`/api-keys${theirs}`],
      [`/api-keys/${apiKey.id}`, 'Revoke'],
      [`/sandbox${theirs}`],
      [`/prices${theirs}`],
      [`/verifications/${id}/show`],
      [`/deliveries${theirs}`],
      [`/events${only({ tenantId, type: 'reply' })}`, 'Expand'],
      [`/operators${all}`],
      [`/operators/${person.id}/show`, 'Disable'],
      [`/operator-log${all}`, 'Expand'],
      ['/sessions', 'End'],
      [`/?tenant=${tenantId}`],
      ...['template', 'account', 'tenant'].map((by): [string] => [`/statistics?by=${by}&tenant=${tenantId}`]),
    ];
  }, 120_000);

  /** Starts a verification. The key works once the process has heard of it. */
  async function startWithMetadata(key: string): Promise<string> {
    for (;;) {
      const response = await fetch(`${latchkey.url}/v1/verifications`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'user-agent': IN_ONE_WORD },
        body: JSON.stringify({ phone, metadata: { [ATTACK.slice(0, 40)]: ATTACK } }),
      });
      const { id } = (await response.json()) as { id?: string };
      if (id !== undefined) return id;
      await page.waitForTimeout(200);
    }
  }

  /** Somebody answers a message of the tenant’s account at Tencent. */
  async function reply(): Promise<void> {
    const settings = { sdkAppId: '1400006667', credentials: 'environment' };
    const account = { tenantId, name: IN_ONE_WORD, provider: 'tencent', enabled: false, settings };
    const { id } = await make('accounts', account);
    const { url } = await make<{ url: string }>(`accounts/${id}/callback`, {});
    const said = { nationcode: '86', mobile: phone.slice(3), text: ATTACK, sign: ATTACK, extend: IN_ONE_WORD };
    const response = await fetch(latchkey.url + new URL(url).pathname, { method: 'POST', body: JSON.stringify(said) });
    expect(await response.json()).toMatchObject({ result: 0 });
  }

  it('is read as text on every page that shows it, and never runs', async () => {
    for (const [path, press] of pages) {
      await openWhole(page, latchkey.url + path);
      if (press !== undefined) {
        await page.getByRole('button', { name: press, exact: true }).first().click();
        await untilWhole(page);
      }
      const within = (await page.getByRole('dialog').count()) > 0 ? page.getByRole('dialog') : page;
      const shown = within.getByText('onerror').or(within.locator('input[value*="onerror"]'));
      await shown.first().waitFor();
    }
    expect(ran).toEqual([]);
  }, 120_000);

  it('would run if a page showed it as HTML', async () => {
    for (const attack of [ATTACK, IN_ONE_WORD]) {
      await page.evaluate((html) => (document.body.innerHTML = html), attack);
      while (ran.length === 0) await page.waitForTimeout(50);
      expect(ran.splice(0)).toContain(page.url());
    }
  });
});
