/** What a call to the console API answers. @typedef {{ status: number, body: any }} Answer */

/**
 * The console API as a signed-in operator's browser calls it.
 * @param {string} url
 * @param {string} cookie
 */
export function consoleApi(url, cookie) {
  /** @param {string} method @param {string} path @param {object} [json] */
  const call = async (method, path, json) => {
    const response = await fetch(`${url}/console/v1/${path}`, {
      method,
      headers: { 'x-latchkey-console': '1', cookie, ...(json ? { 'content-type': 'application/json' } : {}) },
      ...(json ? { body: JSON.stringify(json) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
  return call;
}

/**
 * Fills an installation with what pages look like when they are in use: tenants in every state, keys of every kind, texts in
 * every review, messages in the sandbox.
 * @param {ReturnType<typeof consoleApi>} call
 */
export async function fillWithDemoData(call) {
  const [demo] = await call('GET', 'tenants');
  const shop = await call('POST', 'tenants', { name: '鲜果商城', allowedCountries: ['CN', 'HK', 'MO'] });
  const bank = await call('POST', 'tenants', {
    name: 'Harbour Bank',
    timeZone: 'Asia/Hong_Kong',
    locale: 'en',
    homeCountry: 'HK',
    allowedCountries: ['HK', 'CN', 'SG', 'GB'],
    currency: 'HKD',
  });
  const paused = await call('POST', 'tenants', { name: 'Paused & Partners' });
  const empty = await call('POST', 'tenants', { name: 'Just Made' });
  await call('PUT', `tenants/${paused.id}/sending`, { sending: false });
  const old = await call('POST', 'tenants', { name: 'Old Customer' });
  await call('PUT', `tenants/${old.id}/status`, { status: 'suspended' });

  const tencent = await call('POST', 'accounts', {
    tenantId: shop.id,
    name: 'tencent-guangzhou',
    provider: 'tencent',
    settings: { sdkAppId: '1400006666' },
    credentials: { secretId: 'AKIDEXAMPLE', secretKey: 'not-a-secret' },
  });
  const sandbox = await call('POST', 'accounts', {
    tenantId: shop.id,
    name: 'sandbox',
    provider: 'sandbox',
    priority: 9,
  });
  await call('POST', 'accounts', { tenantId: bank.id, name: 'sandbox', provider: 'sandbox', enabled: false });
  for (const text of ['鲜果商城', '鲜果'])
    await call('POST', 'signatures', { tenantId: shop.id, account: tencent.id, text, region: 'mainland' });
  const signature = await call('POST', 'signatures', { tenantId: shop.id, account: sandbox.id, text: '鲜果商城' });
  const content = '{1}为您的登录验证码，请于{2}分钟内填写，如非本人操作，请忽略本短信。';
  const template = { tenantId: shop.id, account: tencent.id, content };
  const mainland = await call('POST', 'templates', {
    ...template,
    providerTemplateId: '1110231',
    purpose: 'login',
    locale: 'zh-CN',
    region: 'mainland',
  });
  await call('POST', 'templates', {
    ...template,
    providerTemplateId: '1110232',
    purpose: 'payment',
    locale: 'zh-CN',
    region: 'mainland',
  });
  const international = await call('POST', 'templates', {
    ...template,
    providerTemplateId: '2110233',
    locale: 'en',
    region: 'international',
    content: '{1} is your code for Fresh Fruit, valid for {2} minutes.',
  });
  await call('POST', 'templates', { ...template, account: sandbox.id, providerTemplateId: 'sandbox-1' });
  const texts = { signature: signature.id, mainland: mainland.id, international: international.id };

  const live = await call('POST', 'api-keys', {
    tenantId: shop.id,
    name: 'backend',
    kind: 'live',
    sources: ['203.0.113.0/24', '198.51.100.7'],
  });
  const publishable = await call('POST', 'api-keys', {
    tenantId: shop.id,
    name: 'shop page',
    kind: 'pub',
    origins: ['https://shop.example', 'https://m.shop.example'],
    expiresAt: '2027-06-30T16:00:00Z',
  });
  await call('POST', 'api-keys', { tenantId: bank.id, name: 'staging', kind: 'test' });
  const revoked = await call('POST', 'api-keys', { tenantId: shop.id, name: 'old backend', kind: 'live' });
  await call('DELETE', `api-keys/${revoked.id}`);
  const keys = { live: live.id, publishable: publishable.id, revoked: revoked.id };

  await call('POST', 'policies', { tenantId: shop.id, purpose: 'login', ttlSeconds: 180, sendsPerHour: 3 });
  await call('POST', 'policies', { tenantId: shop.id, purpose: 'payment', maxAttempts: 3, requireId: true });
  const price = await call('POST', 'prices', { tenantId: shop.id, country: 'CN', segment: '0.045' });
  await call('POST', 'prices', { tenantId: shop.id, country: 'HK', segment: '0.29' });
  await call('POST', 'prices', { tenantId: shop.id, country: '*', segment: '0.5' });
  const optedOut = { tenantId: shop.id, phone: '+8618566246699' };
  await call('POST', 'opt-outs', optedOut);
  const bound = await call('POST', 'operators', {
    name: '李雷',
    signInName: 'lilei@example.com',
    role: 'support',
    tenantId: shop.id,
  });
  const platform = await call('POST', 'operators', { name: 'Ada', signInName: 'ada@example.com', role: 'auditor' });
  const verifications = await verifySome(call, demo.id);
  const operators = { bound, platform, ofDemo: await inviteTo(call, demo.id) };
  return { demo, shop, empty, old, paused, tencent, sandbox, texts, keys, price: price.id, operators, verifications };
}

/**
 * One operator of each role that is bound to a tenant. Answers their links by role.
 * @param {ReturnType<typeof consoleApi>} call
 * @param {string} tenantId
 */
async function inviteTo(call, tenantId) {
  const links = [];
  for (const [role, name] of [
    ['admin', '韩梅梅'],
    ['support', 'Grace'],
    ['auditor', 'Edsger'],
  ]) {
    const { link } = await call('POST', 'operators', { name, signInName: `${role}@demo.example`, role, tenantId });
    links.push([role, link]);
  }
  return Object.fromEntries(links);
}

/**
 * Codes that are sent to the sandbox and entered: rightly, wrongly, or not at all. Answers the verifications' ids.
 * @param {ReturnType<typeof consoleApi>} call
 * @param {string} tenantId
 */
async function verifySome(call, tenantId) {
  const ids = [];
  for (const [index, phone] of ['+8618566246612', '+8613800138000', '+8613912345678', '+8615012345678'].entries()) {
    const { id } = await call('POST', 'test-sends', { tenantId, phone });
    ids.push(id);
    const filter = encodeURIComponent(JSON.stringify({ tenantId, phone }));
    const [message] = await call('GET', `sandbox?filter=${filter}`);
    const right = /\d{6}/.exec(message.text)?.[0] ?? '';
    const wrong = right === '111111' ? '222222' : '111111';
    const entered = [[wrong, wrong, right], [right], [wrong], []][index] ?? [];
    for (const code of entered) await call('POST', 'test-sends/check', { tenantId, id, code }).catch(() => undefined);
  }
  return ids;
}
