import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BoxKey, SealedBox, SealedBoxError, type SealedPlace } from './sealed-box.js';
import { MasterKeys, openMasterKeys } from './master-keys.js';

const key = (id: string): BoxKey => ({ id, secret: randomBytes(32) });
const place: SealedPlace = { tenantId: 'ten_1', table: 'provider_account', column: 'sealed_credentials', row: 'acc_1' };

describe('a sealed value', () => {
  it('opens to what was sealed, and shows nothing but the id of its key', () => {
    const box = new SealedBox([key('k1')]);
    for (const value of ['', 'secret', '腾讯云', 'x'.repeat(10_000)]) {
      const sealed = box.seal(value, place);
      expect(sealed).toMatch(/^v1\.k1\.[A-Za-z0-9_-]{38,}$/);
      expect(box.open(sealed, place).toString()).toBe(value);
    }
  });

  it('is refused after a change of any character', () => {
    const box = new SealedBox([key('k1')]);
    const sealed = box.seal('secret', place);
    // The last character may hold unused bits that decode to the same bytes.
    for (let at = 0; at < sealed.length - 1; at += 1) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
      expect(() => box.open(changed, place)).toThrow(SealedBoxError);
    }
  });

  it.each(['', 'v1.k1.', 'v1.k1.AAAA', 'v2.k1.AAAA', 'secret', 'v1.k1.***'])('is refused when it is %j', (text) => {
    expect(() => new SealedBox([key('k1')]).open(text, place)).toThrow(SealedBoxError);
  });

  it.each(['tenantId', 'table', 'column', 'row'] as const)('is refused in another %s', (part) => {
    const box = new SealedBox([key('k1')]);
    const sealed = box.seal('secret', place);
    expect(() => box.open(sealed, { ...place, [part]: `${place[part]}x` })).toThrow(SealedBoxError);
  });

  it('is refused where the parts of its place only read alike when joined', () => {
    const box = new SealedBox([key('k1')]);
    const sealed = box.seal('secret', { ...place, column: 'a', row: 'b|c' });
    expect(() => box.open(sealed, { ...place, column: 'a|b', row: 'c' })).toThrow(SealedBoxError);
  });

  it('never shares a nonce with another, however many are sealed', () => {
    const box = new SealedBox([key('k1')]);
    const nonceOf = (sealed: string) =>
      Buffer.from(sealed.split('.')[2] ?? '', 'base64url')
        .subarray(0, 12)
        .toString('hex');
    const nonces = Array.from({ length: 50_000 }, () => nonceOf(box.seal('same', place)));
    expect(new Set(nonces).size).toBe(nonces.length);
  });

  it('says nothing of its content when it is refused', () => {
    const [one, other] = [new SealedBox([key('k1')]), new SealedBox([key('k1')])];
    expect(() => other.open(one.seal('hunter2', place), place)).toThrow(
      /^the sealed value of provider_account.sealed_credentials was changed or moved$/,
    );
  });
});

describe('rotation', () => {
  it('opens values of an older key, seals with the newest, and tells them apart', () => {
    const [older, newer] = [key('k1'), key('k2')];
    const sealed = new SealedBox([older]).seal('secret', place);
    const box = new SealedBox([newer, older]);
    expect(box.open(sealed, place).toString()).toBe('secret');
    expect(box.isOutdated(sealed)).toBe(true);
    expect(box.isOutdated(box.seal('secret', place))).toBe(false);
  });

  it('names the key that is missing', () => {
    const sealed = new SealedBox([key('k1')]).seal('secret', place);
    expect(() => new SealedBox([key('k2')]).open(sealed, place)).toThrow('no key "k1" opens this sealed value');
  });

  it('keeps codes of older master keys comparable, newest first', () => {
    const [older, newer] = [key('k1'), key('k2')];
    const [first, second] = new MasterKeys([newer, older]).codeKeys;
    expect(first).toEqual(new MasterKeys([newer]).codeKeys[0]);
    expect(second).toEqual(new MasterKeys([older]).codeKeys[0]);
    expect(first).toHaveLength(32);
    expect(first).not.toEqual(newer.secret);
  });
});

describe('the key file of an embedded installation', () => {
  let dataDir: string;

  beforeEach(async () => (dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-keys-'))));
  afterEach(() => rm(dataDir, { recursive: true }));

  it('is made once, for its owner alone, however many processes start at once', async () => {
    const opened = await Promise.all(Array.from({ length: 10 }, () => openMasterKeys({ masterKeys: [], dataDir })));
    const distinct = new Set(opened.map(({ codeKeys }) => codeKeys[0].toString('hex')));
    expect(distinct.size).toBe(1);
    const file = path.join(dataDir, 'master.key');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(Buffer.from(await readFile(file, 'utf8'), 'base64')).toHaveLength(32);
  });

  it('is refused when it is damaged, and never replaced', async () => {
    await writeFile(path.join(dataDir, 'master.key'), 'short');
    await expect(openMasterKeys({ masterKeys: [], dataDir })).rejects.toThrow(
      /master.key must hold 32 bytes in base64/,
    );
    await expect(readFile(path.join(dataDir, 'master.key'), 'utf8')).resolves.toBe('short');
  });

  it('is left alone when the key is configured', async () => {
    await openMasterKeys({ masterKeys: [key('k1')], dataDir });
    await expect(stat(path.join(dataDir, 'master.key'))).rejects.toThrow(/ENOENT/);
  });
});
