import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port nobody listens on at this moment. The kernel hands the same one out again only after going round its whole range, so a server
 * started right away gets it; starters still retry, because another process may be quicker.
 */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the kernel gave no port');
  return address.port;
}
