// Makes .env for docker-compose.yml: deploy/env.example with the secrets filled in, readable by its owner alone.
// Never overwrites: a new master key would make what the database holds unreadable.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const file = path.join(root, '.env');

// In base64url nothing needs an escape, neither in .env nor in a URL.
const password = () => randomBytes(24).toString('base64url');
const secrets = {
  POSTGRES_PASSWORD: password(),
  LATCHKEY_DB_PASSWORD: password(),
  REDIS_PASSWORD: password(),
  MASTER_KEY: randomBytes(32).toString('base64'),
};

let text = readFileSync(path.join(root, 'deploy/env.example'), 'utf8');
for (const [name, secret] of Object.entries(secrets)) {
  const line = new RegExp(`^${name}=$`, 'm');
  if (!line.test(text)) throw new Error(`deploy/env.example has no empty ${name}`);
  text = text.replace(line, `${name}=${secret}`);
}

try {
  writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
} catch (error) {
  console.error(error.code === 'EEXIST' ? `${file} is there already; it is left as it is` : error.message);
  process.exit(1);
}
console.log(`wrote ${file}; keep a copy of its MASTER_KEY in a safe place`);
