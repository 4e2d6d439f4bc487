import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import type { Parts } from './parts.js';
import { prepareDataDirectory } from './platform/database/data-directory.js';
import { type FirstStart, firstStart, writeQuickstart } from './tenant/first-start.js';

const EXAMPLE_PHONE = '+8618566246612';

/** What a person needs to take the first steps. */
export interface Quickstart {
  readonly url: string;
  readonly apiKey: string;
  /** Where it can be read again. */
  readonly file: string;
  /** At the first start only. */
  readonly setupUrl?: string;
}

/** Makes the first tenant where there is none, and writes down what was made. Later starts read that again. */
export async function prepareQuickstart({
  config,
  database,
  tenantKeys,
  logger,
}: Parts): Promise<Quickstart | undefined> {
  const file = path.join(config.dataDir, 'quickstart.json');
  const first = await firstStart(database, tenantKeys, config);
  if (!first) return readAgain(file, config.publicUrl);
  await write(config.dataDir, first, database.kind === 'embedded', logger);
  return { url: first.url, apiKey: first.testKey, file, setupUrl: first.setupUrl };
}

/** A container may have nowhere to write to; what is printed is all there is then. */
async function write(dataDir: string, first: FirstStart, vital: boolean, logger: Logger): Promise<void> {
  try {
    await prepareDataDirectory(dataDir);
    await writeQuickstart(dataDir, first);
  } catch (error) {
    if (vital) throw error;
    logger.warn({ err: error }, 'quickstart.json cannot be written');
  }
}

async function readAgain(file: string, url: string): Promise<Quickstart | undefined> {
  try {
    const { apiKey } = JSON.parse(await readFile(file, 'utf8')) as { apiKey?: unknown };
    return typeof apiKey === 'string' ? { url, apiKey, file } : undefined;
  } catch {
    return undefined; // somebody tidied up
  }
}

/** Ten lines that can be followed by pasting. The second command shows the message and keeps its code for the third. */
export function quickstartText({ url, apiKey, file, setupUrl }: Quickstart): string {
  const auth = `-H 'Authorization: Bearer ${apiKey}'`;
  const json = `-H 'Content-Type: application/json'`;
  const inbox = `${url}/v1/sandbox/messages?phone=${encodeURIComponent(EXAMPLE_PHONE)}`;
  const code = `tee /dev/stderr | grep -oE '"text":"[^0-9"]*[0-9]{6}' | head -n 1 | tail -c 7`;
  return [
    `Latchkey is running at ${url} (documentation at ${url}/docs)`,
    `Test key: ${apiKey} (kept in ${file})`,
    ...(setupUrl === undefined ? [] : [`Console: ${setupUrl} (works once, for a day)`]),
    '',
    '# 1. Start a verification; with a test key nothing leaves this machine',
    `curl -sw '\\n' ${url}/v1/verifications ${auth} ${json} -d '{"phone":"${EXAMPLE_PHONE}"}'`,
    '# 2. Read the message',
    `CODE=$(curl -s '${inbox}' ${auth} | ${code})`,
    '# 3. Check its code',
    `curl -sw '\\n' ${url}/v1/verifications/check ${auth} ${json} -d '{"phone":"${EXAMPLE_PHONE}","code":"'$CODE'"}'`,
    '',
  ].join('\n');
}
