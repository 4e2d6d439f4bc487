/**
 * What is photographed: an address, and what is done there first. A step that is a text is a selector to click; a pair is a
 * selector and what is typed there. Selectors hold no words, for pages are photographed in two languages.
 * @typedef {{ address: string, steps?: Step[], answers?: Answers, waits?: false, only?: 'wide' | 'narrow' }} View
 * @typedef {string | [selector: string, typed: string]} Step
 */

/**
 * What stands in for the server: by method and path, a status and a body. Status 0 is no answer, status -1 one that never comes.
 * @typedef {Record<string, [status: number, body?: object]>} Answers
 */

/** @typedef {Awaited<ReturnType<typeof import('./demo.mjs').fillWithDemoData>>} Made */

const DANGER = 'main .MuiButton-colorError';
const SAVE = 'main form button[type=submit]';
/** @type {Answers} */
const SINGLE_SIGN_ON = { 'GET session/ways': [200, { singleSignOn: { name: 'Acme' } }] };
const NOT_PROVEN = { error: { code: 'reauthentication_required' } };

/** @param {string} tenantId */
const of = (tenantId) => `?filter=${encodeURIComponent(JSON.stringify({ tenantId }))}`;

/** Every page of somebody who is signed in, as it is found. @param {Made} made @returns {Record<string, string>} */
function plain({ demo, shop, empty, old, paused, tencent, sandbox, texts, keys, price, operators, verifications }) {
  return {
    overview: '/',
    'overview-tenant': `/?tenant=${shop.id}&range=1d`,
    'overview-empty': `/?tenant=${empty.id}`,
    statistics: '/statistics',
    'statistics-accounts': `/statistics?by=account&tenant=${shop.id}`,
    'statistics-empty': `/statistics?tenant=${empty.id}`,
    verifications: '/verifications',
    'verifications-none': `/verifications${of(empty.id)}`,
    verification: `/verifications/${verifications[0]}/show`,
    'verification-pending': `/verifications/${verifications[3]}/show`,
    deliveries: '/deliveries',
    'deliveries-none': `/deliveries${of(empty.id)}`,
    events: '/events',
    tenants: '/tenants',
    'tenant-new': '/tenants/create',
    tenant: `/tenants/${shop.id}/show`,
    'tenant-suspended': `/tenants/${old.id}/show`,
    'tenant-stopped': `/tenants/${paused.id}/show`,
    'tenant-edit': `/tenants/${shop.id}`,
    'tenant-setup': `/tenants/${empty.id}/setup`,
    'tenant-trial': `/tenants/${shop.id}/setup`,
    'api-keys': `/api-keys${of(shop.id)}`,
    'api-keys-empty': `/api-keys${of(empty.id)}`,
    'api-key-new': '/api-keys/create',
    'api-key-edit': `/api-keys/${keys.live}`,
    'api-key-edit-publishable': `/api-keys/${keys.publishable}`,
    'api-key-edit-revoked': `/api-keys/${keys.revoked}`,
    accounts: '/accounts',
    'account-new': '/accounts/create',
    'account-edit': `/accounts/${tencent.id}`,
    'account-edit-sandbox': `/accounts/${sandbox.id}`,
    'signature-edit': `/signatures/${texts.signature}`,
    'signature-new': '/signatures/create',
    signatures: `/signatures${of(shop.id)}`,
    'signature-apply': '/signatures/apply',
    templates: `/templates${of(shop.id)}`,
    'template-edit': `/templates/${texts.mainland}`,
    'template-new': '/templates/create',
    'template-apply': '/templates/apply',
    policies: `/policies${of(shop.id)}`,
    policy: `/policies/${encodeURIComponent(`${shop.id}:login`)}`,
    'policy-new': '/policies/create',
    prices: `/prices${of(shop.id)}`,
    'prices-empty': `/prices${of(empty.id)}`,
    'price-edit': `/prices/${encodeURIComponent(price)}`,
    'price-new': '/prices/create',
    'opt-outs': '/opt-outs',
    'opt-outs-none': `/opt-outs${of(empty.id)}`,
    'opt-out-new': '/opt-outs/create',
    'dead-letters': '/dead-letters',
    'sandbox-none': '/sandbox',
    'sandbox-empty': `/sandbox${of(empty.id)}`,
    sandbox: `/sandbox${of(demo.id)}`,
    operators: '/operators',
    'operator-invite': '/operators/create',
    operator: `/operators/${operators.bound.id}/show`,
    'operator-log': '/operator-log',
    sessions: '/sessions',
    'your-account': '/account',
    health: '/health',
    settings: '/settings',
    'not-found': '/nowhere',
    'not-found-thing': '/tenants/ten_none/show',
  };
}

/** Questions, what is shown once, and what is folded away. @param {Made} made @returns {Record<string, View>} */
function opened({ demo, shop, tencent, keys, operators, verifications }) {
  const operator = `/operators/${operators.bound.id}/show`;
  return {
    menu: { address: '/tenants', steps: ['header button'], only: 'narrow' },
    'menu-person': {
      address: '/tenants',
      steps: ['header :is(.RaUserMenu-userButton, [aria-haspopup=true]) >> nth=-1'],
    },
    'api-key-new-publishable': {
      address: '/api-keys/create',
      steps: [
        '.ra-input-kind [role=combobox]',
        'li[data-value=pub]',
        ['textarea[name=origins]', 'https://shop.example'],
      ],
    },
    'api-key-new-refused': { address: '/api-keys/create', steps: [['input[name=name]', 'backend'], SAVE] },
    'dialog-key-once': {
      address: '/api-keys/create',
      steps: [['input[name=name]', 'backend'], '.ra-input-tenantId input', '[role=option]', SAVE],
      answers: { 'POST api-keys': [201, { id: 'key_made', name: 'backend', key: `lk_live_${'4kT9'.repeat(10)}` }] },
    },
    'dialog-key-revoke': { address: `/api-keys/${keys.live}`, steps: [DANGER, ['[role=dialog] input', 'back']] },
    'dialog-suspend': { address: `/tenants/${shop.id}/show`, steps: [`${DANGER} >> nth=-1`] },
    'dialog-stop-sending': { address: `/tenants/${shop.id}/show`, steps: [`${DANGER} >> nth=0`] },
    'dialog-stop-all': { address: '/health', steps: [DANGER] },
    'dialog-proof': {
      address: `/verifications/${verifications[0]}/show`,
      steps: ['main dl .MuiButton-root'],
      answers: { [`POST verifications/${verifications[0]}/reveal`]: [403, NOT_PROVEN] },
    },
    'dialog-export': { address: '/deliveries', steps: ['main button[aria-haspopup=dialog]'] },
    'dialog-erase': { address: `/verifications${of(demo.id)}`, steps: ['main button[aria-haspopup=dialog]'] },
    'dialog-disable': { address: operator, steps: [DANGER] },
    'dialog-link': {
      address: operator,
      steps: ['main .MuiButton-outlined >> nth=0'],
      answers: {
        [`POST operators/${operators.bound.id}/link`]: [
          200,
          { link: `https://otp.example.com/setup#${'x7Qp'.repeat(11)}` },
        ],
      },
    },
    'dialog-give-up': { address: '/dead-letters', steps: [`${DANGER} >> nth=0`] },
    'account-callback': {
      address: `/accounts/${tencent.id}`,
      steps: ['main .MuiButton-outlined >> nth=0', 'main .MuiButton-outlined >> nth=2'],
      answers: {
        [`POST accounts/${tencent.id}/callback`]: [
          200,
          { url: `https://otp.example.com/callbacks/tencent/${tencent.id}/${'x7Qp'.repeat(11)}` },
        ],
        [`POST accounts/${tencent.id}/check`]: [
          200,
          { verdict: 'wrong_application', providerCode: 'FailedOperation.InvalidApplication' },
        ],
      },
    },
    'chart-table': { address: '/', steps: ['main details summary'] },
    'events-filters': { address: '/events', steps: ['.add-filter'] },
    'event-open': { address: '/events', steps: ['main tbody button[aria-expanded=false]'], only: 'wide' },
    'operator-log-open': { address: '/operator-log', steps: ['main tbody td:nth-child(3), main summary'] },
    'dialog-log-check': {
      address: '/operator-log',
      steps: ['main button[aria-haspopup=dialog]'],
    },
  };
}

/** What there is when the server does not answer, or not yet. @returns {Record<string, View>} */
function withoutAnswers() {
  return {
    'failed-list': { address: '/tenants', answers: { 'GET tenants': [0] } },
    'failed-overview': {
      address: '/',
      answers: { 'GET statistics/summary': [503, {}], 'GET statistics/series': [503, {}] },
    },
    'failed-log': { address: '/events', answers: { 'GET events': [500, {}] } },
    'loading-overview': {
      address: '/',
      answers: { 'GET statistics/summary': [-1], 'GET statistics/series': [-1], 'GET statistics/breakdown': [-1] },
      waits: false,
    },
    'loading-list': { address: '/api-keys', answers: { 'GET api-keys': [-1] }, waits: false },
    'loading-verification': {
      address: '/verifications/ver_none/show',
      answers: { 'GET verifications/ver_none': [-1] },
      waits: false,
    },
  };
}

/** What somebody sees who is signed in. @param {Made} made @returns {Record<string, View>} */
export function viewsOf(made) {
  const found = Object.entries(plain(made)).map(([name, address]) => [name, { address }]);
  return { ...Object.fromEntries(found), ...opened(made), ...withoutAnswers() };
}

/** What somebody sees who is signed in and bound to a tenant. @param {string} role @param {Made} made @returns {Record<string, View>} */
export function viewsOfBound(role, { demo, shop, verifications }) {
  const addresses = {
    overview: '/',
    tenants: '/tenants',
    tenant: `/tenants/${demo.id}/show`,
    verifications: '/verifications',
    verification: `/verifications/${verifications[0]}/show`,
    deliveries: '/deliveries',
    events: '/events',
    statistics: '/statistics',
    'api-keys': '/api-keys',
    policies: '/policies',
    'your-account': '/account',
    'of-another': `/tenants/${shop.id}/show`,
    denied: '/settings',
    'denied-list': '/dead-letters',
  };
  return Object.fromEntries(Object.entries(addresses).map(([name, address]) => [`${role}-${name}`, { address }]));
}

/** What somebody sees who is not. @param {Made} made @returns {Record<string, View>} */
export function viewsOutside({ operators }) {
  const { pathname, search, hash } = new URL(operators.platform.link);
  const wrong = {
    'POST session': /** @type {[number, object]} */ ([401, { error: { code: 'second_factor_required' } }]),
  };
  return {
    'sign-in': { address: '/login' },
    'sign-in-help': { address: '/login', steps: ['main button >> nth=-1'] },
    'sign-in-single': { address: '/login', answers: SINGLE_SIGN_ON },
    'sign-in-single-failed': { address: '/login#sign-on-failed', answers: SINGLE_SIGN_ON },
    'sign-in-code': {
      address: '/login',
      steps: [['input[autocomplete=username]', 'olga'], ['input[type=password]', 'blue harbor'], 'button[type=submit]'],
      answers: wrong,
    },
    'set-up-link': { address: '/setup' },
    'set-up': { address: `${pathname}${search}${hash}` },
  };
}
