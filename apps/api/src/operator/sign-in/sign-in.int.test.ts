import { codeOf } from '../../../test/support/authenticator.js';
import { callConsole, type ConsoleCall, newAddress } from '../../../test/support/console-client.js';
import { HttpApp } from '../../../test/support/http-app.js';
import { signInAs } from '../../../test/support/operators.js';
import { createSetupLink } from '../index.js';

const MINUTE_MS = 60_000;
const STEP_MS = 30_000;
const PASSWORD = 'blue harbor lamp';

let api: HttpApp;
let now = Date.now();

beforeAll(async () => {
  const clock = { now: () => now };
  api = await HttpApp.start({ TRUSTED_PROXIES: '127.0.0.1', HTTP_LIMIT_PER_IP_PER_MINUTE: '20' }, () => ({ clock }));
});

afterAll(() => api.stop());

const call = (path: string, options?: ConsoleCall) => callConsole(api, path, options);
const post = (path: string, json: object, options?: ConsoleCall) => call(path, { json, ...options });

async function newToken(): Promise<string> {
  return (await createSetupLink(api.parts.database.prisma, 'https://otp.example.com', new Date(now))).split('#')[1]!;
}

interface Secret {
  readonly secondFactor: { readonly secret: string; readonly required: boolean };
}

interface Person {
  readonly signInName: string;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  readonly cookie: string;
}

let people = 0;

/** An owner whose link was opened, as a person does it. */
async function newOwner(): Promise<Person> {
  const token = await newToken();
  const looked = (await post('session/setup/look', { token })).body as unknown as Secret;
  const { secret } = looked.secondFactor;
  const signInName = `owner${(people += 1)}@example.com`;
  const answer = { token, name: 'Olga', signInName, password: PASSWORD, code: codeOf(secret, now) };
  const { status, body, cookie } = await post('session/setup', answer);
  expect(status).toBe(201);
  // The code of setting up is used; the next step has another.
  now += STEP_MS;
  return { signInName, secret, recoveryCodes: body['recoveryCodes'] as string[], cookie: cookie! };
}

const credentials = ({ signInName, secret }: Person, password = PASSWORD) => ({
  signInName,
  password,
  code: codeOf(secret, now),
});

const seen = ({ status, body }: { status: number; body: { error?: object } }) => ({
  status,
  error: { ...body.error, requestId: '' },
});

describe('a setup link', () => {
  it('makes an owner with a password and a second factor, once', async () => {
    const token = await newToken();
    const looked = await post('session/setup/look', { token });
    expect(looked.body).toEqual({
      secondFactor: {
        required: true,
        secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
        uri: expect.stringMatching(/^otpauth:\/\/totp\/Latchkey:owner\?/),
      },
    });
    // Loaded again, the page shows the secret that an authenticator may have read already.
    expect((await post('session/setup/look', { token })).body).toEqual(looked.body);
    const { secret } = (looked.body as unknown as Secret).secondFactor;
    const answer = {
      token,
      name: 'Olga',
      signInName: 'Olga@Example.com',
      password: PASSWORD,
      code: codeOf(secret, now),
    };
    const made = await post('session/setup', answer);
    expect([made.status, made.body]).toEqual([
      201,
      expect.objectContaining({ name: 'Olga', role: 'owner', tenantId: null, recoveryCodes: expect.any(Array) }),
    ]);
    expect(new Set(made.body['recoveryCodes'] as string[]).size).toBe(10);
    expect(made.headers.get('set-cookie')).toMatch(
      /^latchkey_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect((await call('session', { cookie: made.cookie })).status).toBe(200);
    expect((await post('session/setup', answer)).status).toBe(401);
    expect((await post('session/setup/look', { token })).status).toBe(401);
  });

  it('makes one owner, however many open it at the same time', async () => {
    const token = await newToken();
    const { secret } = ((await post('session/setup/look', { token })).body as unknown as Secret).secondFactor;
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        post('session/setup', {
          token,
          name: 'x',
          signInName: `race${index}`,
          password: PASSWORD,
          code: codeOf(secret, now),
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 401, 401, 401]);
  });

  it.each([
    ['no code', { code: undefined }, 'code'],
    ['a wrong code', { code: '000000' }, 'code'],
    ['a short password', { password: 'x7gk2m9qpw' }, 'password'],
    ['a common password', { password: 'Password2026!' }, 'password'],
    ['a password made of the name', { password: 'olga@example' }, 'password'],
    ['no name', { name: undefined }, 'name'],
    ['a name with a line break', { name: 'a\nb' }, 'name'],
  ])('refuses %s and can be used again', async (_, wrong, field) => {
    const token = await newToken();
    const { secret } = ((await post('session/setup/look', { token })).body as unknown as Secret).secondFactor;
    const right = {
      token,
      name: 'Olga',
      signInName: `again${(people += 1)}`,
      password: PASSWORD,
      code: codeOf(secret, now),
    };
    const refused = await post('session/setup', { ...right, signInName: 'olga@example.com', ...wrong });
    expect([refused.status, refused.body.error]).toMatchObject([400, { code: 'invalid_parameter', field }]);
    expect((await post('session/setup', right)).status).toBe(201);
  });

  it('is answered alike whether it is used, expired, or never was', async () => {
    const expired = await newToken();
    now += 24 * 60 * MINUTE_MS;
    const answers = await Promise.all([expired, 'A'.repeat(43)].map((token) => post('session/setup/look', { token })));
    expect(seen(answers[0]!)).toMatchObject({ status: 401 });
    expect(seen(answers[1]!)).toEqual(seen(answers[0]!));
  });

  it('is no session, and a session is no link', async () => {
    const token = await newToken();
    expect((await call('session', { cookie: `latchkey_session=${token}` })).status).toBe(401);
    const { cookie } = await signInAs(api.parts);
    expect((await post('session/setup/look', { token: cookie.split('=')[1]! })).status).toBe(401);
  });

  it('cannot be guessed for long from one address', async () => {
    const from = newAddress();
    const guesses: number[] = [];
    for (let guess = 0; guess < 25; guess += 1) {
      guesses.push((await post('session/setup/look', { token: `guess-${guess}` }, { from })).status);
    }
    expect(guesses).toEqual([...Array<number>(20).fill(401), ...Array<number>(5).fill(429)]);
    expect((await post('session/setup/look', { token: await newToken() }, { from })).status).toBe(429);
    expect((await post('session/setup/look', { token: await newToken() })).status).toBe(200);
  });
});

describe('signing in', () => {
  it('takes the name, the password and the code, and begins a new session in place of the browser’s old one', async () => {
    const person = await newOwner();
    const signedIn = await post('session', credentials(person), { cookie: person.cookie });
    expect([signedIn.status, signedIn.body['name']]).toEqual([201, 'Olga']);
    expect((await call('session', { cookie: person.cookie })).status).toBe(401);
    expect((await call('session', { cookie: signedIn.cookie })).status).toBe(200);
  });

  it('says that a code is needed only to whoever knows the password', async () => {
    const { signInName } = await newOwner();
    const right = await post('session', { signInName, password: PASSWORD });
    expect([right.status, right.body.error?.['code'], right.cookie]).toEqual([
      401,
      'second_factor_required',
      undefined,
    ]);
    const wrong = await post('session', { signInName, password: 'another password' });
    expect(wrong.body.error?.['code']).toBe('unauthenticated');
  });

  it('answers a wrong password, a wrong code and an unknown name alike', async () => {
    const person = await newOwner();
    const answers = [
      await post('session', credentials(person, 'another password')),
      await post('session', { ...credentials(person), code: '000000' }),
      await post('session', { signInName: 'nobody', password: PASSWORD }),
      await post('session', { ...credentials(person), code: 'AAAA-BBBB-CCCC-DDDD' }),
    ];
    expect(answers.map(seen)).toEqual(Array(4).fill(seen(answers[0]!)));
    expect(answers.map(({ status, cookie }) => [status, cookie])).toEqual(Array(4).fill([401, undefined]));
  });

  it('works as long for an unknown name as for a wrong password', async () => {
    const { signInName } = await newOwner();
    const took = async (name: string) => {
      const startedAt = performance.now();
      await post('session', { signInName: name, password: 'another password' });
      return performance.now() - startedAt;
    };
    const times = { known: [] as number[], unknown: [] as number[] };
    await took('warm-up');
    for (let round = 0; round < 4; round += 1) {
      times.known.push(await took(signInName));
      times.unknown.push(await took(`nobody${round}`));
    }
    const best = (all: number[]) => Math.min(...all);
    // Leaving the hash out would make it ten times as fast.
    expect(best(times.unknown)).toBeGreaterThan(best(times.known) / 2);
  });

  it('takes no code twice, even at the same time', async () => {
    const person = await newOwner();
    const answers = await Promise.all(Array.from({ length: 3 }, () => post('session', credentials(person))));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 401, 401]);
    // The code of the step before would still be within tolerance.
    expect((await post('session', { ...credentials(person), code: codeOf(person.secret, now - STEP_MS) })).status).toBe(
      401,
    );
  });

  it('takes each recovery code once, however it is typed', async () => {
    const person = await newOwner();
    const [first, second] = person.recoveryCodes;
    const typed = first!.toLowerCase().replaceAll('-', ' ');
    expect((await post('session', { ...credentials(person), code: typed })).status).toBe(201);
    expect((await post('session', { ...credentials(person), code: first! })).status).toBe(401);
    const account = await call('account', {
      cookie: (await post('session', { ...credentials(person), code: second! })).cookie,
    });
    expect(account.body['recoveryCodesLeft']).toBe(8);
  });

  it('makes guessers of one name wait longer and longer, and forgives when the owner gets in', async () => {
    const person = await newOwner();
    const guess = () => post('session', credentials(person, 'another password'));
    for (let free = 0; free < 5; free += 1) expect((await guess()).status).toBe(401);
    const waits: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const refused = await guess();
      expect(refused.status).toBe(429);
      waits.push(Number(refused.headers.get('retry-after')));
      // Not even the right password is looked at meanwhile.
      expect((await post('session', credentials(person))).status).toBe(429);
      now += Number(refused.headers.get('retry-after')) * 1000;
      expect((await guess()).status).toBe(401);
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 900, 900]);
    now += 900_000;
    expect((await post('session', credentials(person))).status).toBe(201);
    now += STEP_MS;
    expect((await guess()).status).toBe(401);
    expect((await post('session', credentials(person))).status).toBe(201);
  });

  it('lets a name that nobody has wait alike', async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      statuses.push((await post('session', { signInName: 'nobody-at-all', password: PASSWORD })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  it('compares no more guesses of a burst than its turn allows', async () => {
    const { signInName } = await newOwner();
    const burst = await Promise.all(
      Array.from({ length: 12 }, () => post('session', { signInName, password: 'another password' })),
    );
    expect(burst.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5);
  });

  it('makes an address wait that tries many names', async () => {
    const from = newAddress();
    const statuses: number[] = [];
    for (let round = 0; round < 22; round += 1) {
      statuses.push((await post('session', { signInName: `spray${round}`, password: PASSWORD }, { from })).status);
    }
    expect(statuses).toEqual([...Array<number>(20).fill(401), 429, 429]);
  });

  it('logs who was let in, and leaves no password, code or secret anywhere', async () => {
    const person = await newOwner();
    await post('session', credentials(person));
    const entries = await api.parts.database.prisma.operatorLogEntry.findMany({ orderBy: { seq: 'desc' }, take: 2 });
    expect(entries.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      'create sessions',
      'create operators',
    ]);
    const operators = await api.parts.database.prisma.operator.findMany();
    const kept = JSON.stringify([operators, entries], (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    for (const secret of [PASSWORD, person.secret, ...person.recoveryCodes]) {
      expect(kept).not.toContain(secret);
      expect(api.logLines.join('\n')).not.toContain(secret);
    }
  });
});

describe('fresh proof', () => {
  const invite = (cookie: string) =>
    post('operators', { name: 'Ida', signInName: `ida${(people += 1)}`, role: 'support' }, { cookie });

  it('is asked for five minutes after the last one, and moves the session to a new token', async () => {
    const person = await newOwner();
    expect((await invite(person.cookie)).status).toBe(201);
    now += 5 * MINUTE_MS;
    const refused = await invite(person.cookie);
    expect([refused.status, refused.body.error?.['code']]).toEqual([403, 'reauthentication_required']);

    const { password, code } = credentials(person);
    expect((await post('session/proof', { password }, { cookie: person.cookie })).body.error?.['code']).toBe(
      'second_factor_required',
    );
    expect(
      (await post('session/proof', { password: 'another password', code }, { cookie: person.cookie })).status,
    ).toBe(401);
    expect((await invite(person.cookie)).status).toBe(403);
    const proven = await post('session/proof', { password, code }, { cookie: person.cookie });
    expect(proven.status).toBe(201);
    expect((await call('session', { cookie: person.cookie })).status).toBe(401);
    expect((await invite(proven.cookie!)).status).toBe(201);
  });

  it('does not lengthen the session', async () => {
    const person = await newOwner();
    const before = await call('session', { cookie: person.cookie });
    const { password, code } = credentials(person);
    const proven = await post('session/proof', { password, code }, { cookie: person.cookie });
    expect(proven.body['expiresAt']).toBe(before.body['expiresAt']);
  });

  it('is guessed no faster than a sign-in', async () => {
    const person = await newOwner();
    const statuses: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      statuses.push((await post('session/proof', { password: 'guess' }, { cookie: person.cookie })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });
});

describe('an operator’s own account', () => {
  const signIn = (person: Person, code = codeOf(person.secret, now)) =>
    post('session', { ...credentials(person), code });
  const put = (path: string, json: object, cookie: string) => call(path, { method: 'PUT', json, cookie });
  const changes = async () => {
    const { prisma } = api.parts.database;
    return prisma.operatorLogEntry.findFirst({ orderBy: { seq: 'desc' }, omit: { seq: true } });
  };

  it('gets new recovery codes, and the ones before are worth nothing', async () => {
    const person = await newOwner();
    const renewed = await post('account/recovery-codes', {}, { cookie: person.cookie });
    const codes = renewed.body['recoveryCodes'] as string[];
    expect([renewed.status, new Set([...codes, ...person.recoveryCodes]).size]).toEqual([201, 20]);
    expect(await changes()).toMatchObject({ resource: 'operators', after: { changed: 'recovery codes' } });
    expect((await call('account', { cookie: person.cookie })).body).toMatchObject({ recoveryCodesLeft: 10 });
    expect((await signIn(person, person.recoveryCodes[0])).status).toBe(401);
    now += MINUTE_MS;
    const back = await signIn(person, codes[0]);
    expect(back.status).toBe(201);
    expect((await call('account', { cookie: back.cookie })).body).toMatchObject({ recoveryCodesLeft: 9 });
  });

  it('takes another authenticator once its code confirms it, which ends the other sessions', async () => {
    const person = await newOwner();
    const elsewhere = (await signIn(person)).cookie!;
    const offered = await post('account/authenticator', {}, { cookie: person.cookie });
    const { secret, uri } = offered.body as unknown as { secret: string; uri: string };
    expect([offered.status, uri.includes(secret), secret]).toEqual([
      201,
      true,
      expect.not.stringMatching(person.secret),
    ]);
    now += STEP_MS;
    const mistyped = await put('account/authenticator', { code: codeOf(person.secret, now) }, person.cookie);
    expect([mistyped.status, mistyped.body.error?.['field']]).toEqual([400, 'code']);
    expect((await signIn(person)).status).toBe(201); // until then the old one goes on
    expect((await call('session', { cookie: elsewhere })).status).toBe(200);
    const other = { code: codeOf(secret, now) };
    expect((await put('account/authenticator', other, elsewhere)).status).toBe(400); // it was not offered there
    const confirmed = await put('account/authenticator', other, person.cookie);
    expect([confirmed.status, confirmed.body['recoveryCodes']]).toEqual([200, expect.any(Array)]);
    expect(await changes()).toMatchObject({ after: { changed: 'authenticator' } });
    expect((await call('session', { cookie: person.cookie })).status).toBe(200);
    expect((await call('session', { cookie: elsewhere })).status).toBe(401);
    expect((await put('account/authenticator', other, person.cookie)).status).toBe(400);
    now += STEP_MS;
    expect((await signIn(person)).status).toBe(401);
    expect((await signIn(person, person.recoveryCodes[0])).status).toBe(401);
    now += MINUTE_MS;
    expect((await signIn({ ...person, secret })).status).toBe(201);
  });

  it.each([
    ['POST', 'account/recovery-codes'],
    ['POST', 'account/authenticator'],
    ['PUT', 'account/authenticator'],
  ])('asks for fresh proof before %s %s', async (method, path) => {
    const { cookie } = await signInAs(api.parts);
    now += 6 * MINUTE_MS;
    const { status, body } = await call(path, { method, json: { code: '000000' }, cookie });
    expect([status, body.error?.['code']]).toEqual([403, 'reauthentication_required']);
  });
});

describe('ending the session of somebody else', () => {
  it('signs them out at their next request, which the log tells, and nobody else', async () => {
    const [owner, guest, other] = await Promise.all([
      signInAs(api.parts),
      signInAs(api.parts, { role: 'support' }),
      signInAs(api.parts, { role: 'support' }),
    ]);
    const filter = encodeURIComponent(JSON.stringify({ operatorId: guest.operatorId }));
    const listed = await call(`sessions?filter=${filter}`, { cookie: owner.cookie });
    const [session] = listed.body as unknown as { id: string; current: boolean }[];
    expect(session).toMatchObject({ operatorId: guest.operatorId, current: false });
    const end = (cookie: string) => call(`sessions/${session!.id}`, { method: 'DELETE', cookie });
    expect((await end(other.cookie)).status).toBe(403);
    expect((await call('session', { cookie: guest.cookie })).status).toBe(200);
    expect((await end(owner.cookie)).status).toBe(204);
    expect((await call('session', { cookie: guest.cookie })).status).toBe(401);
    expect((await call('session', { cookie: other.cookie })).status).toBe(200);
    expect((await end(owner.cookie)).status).toBe(404);
    const { prisma } = api.parts.database;
    const entry = await prisma.operatorLogEntry.findFirst({ where: { objectId: session!.id }, omit: { seq: true } });
    expect(entry).toMatchObject({ action: 'delete', resource: 'sessions', operatorId: owner.operatorId });
  });
});
