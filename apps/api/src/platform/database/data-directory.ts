import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The data directory cannot be used; the message is one line for the person who started the process. */
export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
}

/** Makes the directory, readable by its owner alone. Throws DataDirectoryError when it cannot be written. */
export async function prepareDataDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
    const probe = path.join(directory, `.probe-${randomUUID()}`);
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new DataDirectoryError(
      `DATA_DIR ${directory} cannot be written (${reason}); choose another or fix its owner`,
    );
  }
}

export interface DirectoryLock {
  release(): Promise<void>;
}

/** Tickets of the locks this process has or is about to have: our own pid with another ticket was left by a predecessor. */
const ours = new Set<string>();

const TAKEOVER_PATIENCE_MS = 5_000;
const TAKEOVER_POLL_MS = 20;

/**
 * Takes the directory for this process; undefined when a live process has it.
 * PGlite lets two processes open one directory and then loses writes without a word, so this lock is what keeps data whole.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock | undefined> {
  const file = lockFile(directory);
  const ticket = randomUUID();
  const draft = `${file}.${ticket}`;
  const giveUpAt = Date.now() + TAKEOVER_PATIENCE_MS;
  await writeFile(draft, `${process.pid} ${await startTime(process.pid)} ${ticket}\n`, { mode: 0o600 });
  ours.add(ticket);
  try {
    for (;;) {
      try {
        // A link appears with its content or not at all, so nobody reads a half-written lock.
        await link(draft, file);
        return { release: () => release(file, ticket) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = await readFile(file, 'utf8').catch(() => undefined);
      if (holder === undefined) continue;
      if (await isLive(holder)) {
        ours.delete(ticket);
        return undefined;
      }
      await removeStale(file, holder, giveUpAt);
    }
  } catch (error) {
    ours.delete(ticket);
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** The process that holds the directory, as far as its lock file says. */
export async function directoryHolder(directory: string): Promise<number | undefined> {
  const text = await readFile(lockFile(directory), 'utf8').catch(() => '');
  return Number.parseInt(text, 10) || undefined;
}

const lockFile = (directory: string): string => path.join(path.resolve(directory), 'latchkey.lock');

async function release(file: string, ticket: string): Promise<void> {
  ours.delete(ticket);
  await rm(file, { force: true });
}

async function isLive(holder: string): Promise<boolean> {
  const [first, started = '', ticket = ''] = holder.trim().split(' ');
  const pid = Number(first);
  if (pid === process.pid) return ours.has(ticket);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  // Process numbers are used again, above all in containers; the start time tells the holder from its successor.
  const now = await startTime(pid);
  return now === '' || started === '' || now === started;
}

/** Clock ticks since boot at which a process started (proc(5), field 22); empty where there is no /proc. */
async function startTime(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/**
 * Many may find the same stale lock. Only whoever holds the guard removes it, and only if it still is the one that was judged:
 * a lock is never replaced while it stands, so nothing can come between looking and removing.
 */
async function removeStale(file: string, judged: string, giveUpAt: number): Promise<void> {
  const guard = `${file}.takeover`;
  try {
    await writeFile(guard, '', { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (Date.now() > giveUpAt) {
      throw new DataDirectoryError(`${guard} was left by a process that died; remove it when no Latchkey runs here`);
    }
    await pause(TAKEOVER_POLL_MS);
    return;
  }
  try {
    const standing = await readFile(file, 'utf8').catch(() => undefined);
    if (standing === judged) await rm(file);
  } finally {
    await rm(guard, { force: true });
  }
}
