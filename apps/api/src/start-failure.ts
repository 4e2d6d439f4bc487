import { types } from 'node:util';
import { ConfigError } from './platform/config.js';

/** Errors whose message is one line written for whoever starts the process. */
const WRITTEN_FOR_PEOPLE = new Set([
  'DataDirectoryError',
  'DatabaseError',
  'InstallationError',
  'MigrationError',
  'RedisError',
]);

/** What is said on stderr when the process cannot start: one line for each thing wrong. */
export function startFailure(error: unknown): string {
  if (error instanceof ConfigError) return error.problems.map((problem) => `latchkey: ${problem}`).join('\n');
  return `latchkey: ${reasonOf(error)}`;
}

function reasonOf(error: unknown): string {
  if (!types.isNativeError(error)) return `cannot start: ${String(error)}`;
  if (error.name === 'SealedBoxError') return 'MASTER_KEY is not the one this installation was made with';
  if (WRITTEN_FOR_PEOPLE.has(error.name)) return error.message;
  const { code, syscall, address, port, path } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  const place = `${address}:${port}`;
  if (syscall === 'listen' && code === 'EADDRINUSE') return `${place} is in use; stop what listens there or set PORT`;
  if (syscall === 'listen' && code === 'EACCES') return `${place} may not be listened on; set PORT to 1024 or above`;
  if (syscall === 'listen') return `cannot listen on ${place} (${code}); check HOST`;
  if (path !== undefined && (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')) return `cannot write ${path}`;
  return `cannot start: ${error.message.split('\n', 1)[0]}`;
}
