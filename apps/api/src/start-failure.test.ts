import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { ConfigError } from './platform/config.js';
import { SealedBoxError } from './platform/crypto/sealed-box.js';
import { DatabaseError } from './platform/database/connection.js';
import { requireFreePort } from './platform/http/free-port.js';
import { startFailure } from './start-failure.js';

describe('what is said when the process cannot start', () => {
  it('is a line for every problem of the configuration', () => {
    expect(startFailure(new ConfigError(['PORT is wrong', 'ROLES is wrong']))).toBe(
      'latchkey: PORT is wrong\nlatchkey: ROLES is wrong',
    );
  });

  it('is the reason itself where it was written for people', () => {
    expect(startFailure(new DatabaseError('cannot use the database of DATABASE_URL'))).toBe(
      'latchkey: cannot use the database of DATABASE_URL',
    );
    expect(startFailure(new SealedBoxError('v1.…'))).toBe(
      'latchkey: MASTER_KEY is not the one this installation was made with',
    );
  });

  it('names the port that is in use, found before anything is opened', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const error: unknown = await requireFreePort({ host: '127.0.0.1', port }).catch((reason: unknown) => reason);
    expect(startFailure(error)).toBe(`latchkey: 127.0.0.1:${port} is in use; stop what listens there or set PORT`);
    other.close();
    await once(other, 'close');
    await expect(requireFreePort({ host: '127.0.0.1', port })).resolves.toBeUndefined();
  });

  it.each([new Error('first\nsecond'), 'text', Object.assign(new Error('EACCES'), { code: 'EACCES', path: '/data' })])(
    'is one line for %s',
    (error) => {
      expect(startFailure(error).split('\n')).toHaveLength(1);
    },
  );
});
