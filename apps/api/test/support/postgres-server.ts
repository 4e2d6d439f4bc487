import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from './free-port.js';

export interface PostgresServerOptions {
  /** For a test that kills or freezes the server, or needs its superuser: never the one of TEST_DATABASE_URL. */
  exclusive?: boolean;
}

export interface PostgresServer {
  /** An empty database of its own, owned by a role that is no superuser. */
  newDatabase(): Promise<string>;
  /** The same database as its superuser. */
  asSuperuser(url: string): string;
  /** SIGKILL, as when the machine loses power. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
  /** Starts it again on the same port and folder; ends it first if it still runs. */
  restart(): Promise<void>;
  /** Ends what this module started and removes what it made. */
  stop(): Promise<void>;
}

const ROLE = 'latchkey';
const SUPERUSER = 'postgres';

/** TEST_DATABASE_URL must name a role that may create databases; without it a server is started from the system's binaries. */
export async function startPostgresServer(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined && given !== '' && !options.exclusive) return borrowed(given);

  const folder = await mkdtemp(path.join(tmpdir(), 'latchkey-postgres-'));
  try {
    return await own(folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function own(folder: string): Promise<PostgresServer> {
  const identity = serverIdentity();
  if (identity) await chown(folder, identity.uid, identity.gid);
  await promisify(execFile)(
    binary('initdb'),
    ['-D', folder, '-U', SUPERUSER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'],
    { cwd: folder, ...identity },
  );
  const port = await freePort();
  let child = await spawnServer(folder, port, identity);
  const url = (role: string, database: string) => `postgresql://${role}@127.0.0.1:${port}/${database}`;
  await execute(url(SUPERUSER, 'postgres'), `CREATE ROLE ${ROLE} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS`);

  const end = async (signal: NodeJS.Signals) => {
    if (hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.kill('SIGCONT'); // a frozen process leaves other signals pending
    child.kill(signal);
    await ended;
  };
  return {
    newDatabase: async () => url(ROLE, await createDatabase(url(ROLE, 'postgres'))),
    asSuperuser: (database) => url(SUPERUSER, new URL(database).pathname.slice(1)),
    kill: () => end('SIGKILL'),
    pause: () => signalAll(child, 'SIGSTOP'),
    resume: () => signalAll(child, 'SIGCONT'),
    restart: async () => {
      await end('SIGINT'); // "fast": clients are cut off
      child = await spawnServer(folder, port, identity);
    },
    stop: async () => {
      signalAll(child, 'SIGCONT');
      await end('SIGQUIT'); // "immediate", and its children end too; the folder goes with it
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function borrowed(given: string): PostgresServer {
  const made: string[] = [];
  const refuse = (): never => {
    throw new Error('This server comes from TEST_DATABASE_URL; ask for { exclusive: true }.');
  };
  return {
    newDatabase: async () => {
      const name = await createDatabase(given);
      made.push(name);
      return Object.assign(new URL(given), { pathname: `/${name}` }).href;
    },
    asSuperuser: refuse,
    kill: async () => refuse(),
    pause: refuse,
    resume: refuse,
    restart: async () => refuse(),
    stop: async () => {
      for (const name of made.splice(0)) await execute(given, `DROP DATABASE "${name}" WITH (FORCE)`);
    },
  };
}

async function createDatabase(adminUrl: string): Promise<string> {
  const name = `latchkey_test_${randomBytes(6).toString('hex')}`;
  await execute(adminUrl, `CREATE DATABASE "${name}"`);
  return name;
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root; the packages of every distribution make a user for it. */
function serverIdentity(): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim() || NaN);
  const identity = { uid: id('-u'), gid: id('-g') };
  if (Number.isNaN(identity.uid))
    throw new Error('As root, PostgreSQL needs the OS user postgres: `npm test` makes one');
  return identity;
}

async function spawnServer(folder: string, port: number, identity: Identity | undefined): Promise<ChildProcess> {
  const args = ['-D', folder, '-F', '-h', '127.0.0.1', '-p', String(port), '-k', ''];
  const child = spawn(binary('postgres'), args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], ...identity });
  endWithThisProcess(child);
  await new Promise<void>((ready, failed) => {
    let output = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('ready to accept connections')) ready();
    });
    child.once('error', failed);
    child.once('exit', (code, signal) =>
      failed(new Error(`PostgreSQL ended with ${code ?? signal} at start:\n${output}`)),
    );
  });
  return child;
}

/** In PATH, or where Debian keeps the binaries of each version; the newest. */
function binary(name: string): string {
  const versions = '/usr/lib/postgresql';
  const folders = [
    ...(process.env['PATH'] ?? '').split(path.delimiter),
    ...(existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : []).map((version) =>
      path.join(versions, version, 'bin'),
    ),
  ];
  const found = folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${name} of PostgreSQL is not here: \`npm test\` installs it`);
  return found;
}

/** The server and the processes that serve its connections. */
function signalAll(child: ChildProcess, signal: NodeJS.Signals): void {
  const children = spawnSync('ps', ['-o', 'pid=', '--ppid', String(child.pid)], { encoding: 'utf8' }).stdout ?? '';
  for (const pid of [child.pid, ...children.split(/\s+/).filter(Boolean).map(Number)]) {
    try {
      if (pid !== undefined) process.kill(pid, signal);
    } catch {
      // it ended meanwhile
    }
  }
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** A test run that is interrupted leaves no server behind. SIGQUIT, or its children would outlive it for a while. */
function endWithThisProcess(child: ChildProcess): void {
  const end = () => void child.kill('SIGQUIT');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
}
