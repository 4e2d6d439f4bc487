import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

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

/** Locks this process holds: a file with our own pid that is not among them was left by a process that had our number. */
const held = new Set<string>();

/**
 * Takes the directory for this process; undefined when a live process has it.
 * PGlite lets two processes open one directory and then loses writes without a word, so this lock is what keeps data whole.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock | undefined> {
  const file = lockFile(directory);
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${process.pid} ${await startTime(process.pid)}\n`, { mode: 0o600 });
  try {
    for (;;) {
      try {
        // A link appears with its content or not at all, so nobody reads a half-written lock.
        await link(draft, file);
        held.add(file);
        return { release: () => release(file) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = await readFile(file, 'utf8').catch(() => undefined);
      if (holder === undefined) continue;
      if (await isLive(file, holder)) return undefined;
      await removeStale(file, holder);
    }
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

async function release(file: string): Promise<void> {
  held.delete(file);
  await rm(file, { force: true });
}

async function isLive(file: string, holder: string): Promise<boolean> {
  const [first, started = ''] = holder.trim().split(' ');
  const pid = Number(first);
  if (pid === process.pid) return held.has(file);
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

/** Two processes may find the same stale lock: whoever moves it away checks that it moved the one it had judged. */
async function removeStale(file: string, judged: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return; // the other one was faster
  }
  if ((await readFile(aside, 'utf8')) !== judged) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}
