import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Config } from '../config.js';

/** Rejects as listening would, before seconds were spent on a database that may even belong to the process found there. */
export async function requireFreePort({ port, host }: Pick<Config, 'port' | 'host'>): Promise<void> {
  const probe = createServer();
  probe.listen({ port, host, exclusive: true });
  await once(probe, 'listening');
  probe.close();
  await once(probe, 'close');
}
