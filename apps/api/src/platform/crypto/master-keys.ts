import { hkdfSync, randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config, MasterKey } from '../config.js';
import { LONE_MASTER_KEY } from '../setting-values.js';
import { prepareDataDirectory } from '../database/data-directory.js';
import { SealedBox } from './sealed-box.js';

/** Everything derived from the master keys (HKDF-SHA256, RFC 5869), each use with a key of its own. */
export class MasterKeys {
  /** Wraps tenants' data keys and the installation's phone key. */
  readonly wrapping: SealedBox;
  /** For keyed hashes of codes, newest first: hash new codes with the first, compare guesses with all. 32 bytes each. */
  readonly codeKeys: readonly [Buffer, ...Buffer[]];

  constructor(keys: readonly MasterKey[]) {
    const [newest, ...older] = keys;
    if (!newest) throw new Error('there is no master key');
    const wrappingKey = ({ id, secret }: MasterKey) => ({ id, secret: derive(secret, 'wrapping') });
    const codeKey = ({ secret }: MasterKey) => derive(secret, 'code');
    this.wrapping = new SealedBox([wrappingKey(newest), ...older.map(wrappingKey)]);
    this.codeKeys = [codeKey(newest), ...older.map(codeKey)];
  }
}

/** The configured keys, or the one of DATA_DIR/master.key, which is made at the first start. */
export async function openMasterKeys({
  masterKeys,
  dataDir,
}: Pick<Config, 'masterKeys' | 'dataDir'>): Promise<MasterKeys> {
  if (masterKeys.length > 0) return new MasterKeys(masterKeys);
  return new MasterKeys([{ id: LONE_MASTER_KEY, secret: await keyFromFile(dataDir) }]);
}

async function keyFromFile(dataDir: string): Promise<Buffer> {
  await prepareDataDirectory(dataDir);
  const file = path.join(dataDir, 'master.key');
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  // A link fails when the file is there: of several processes that start at once, one key wins and all read it.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  const secret = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  if (secret.length !== 32) throw new Error(`${file} must hold 32 bytes in base64`);
  return secret;
}

function derive(secret: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `latchkey/${use}/v1`, 32));
}
