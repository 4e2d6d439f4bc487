import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';

export interface RedisServerOptions {
  /** Append-only file, synced every second: the data survives kill() and restart(). */
  aof?: boolean;
  password?: string;
  /** As in redis.conf, for example `64mb`; the policy is `noeviction`, as Latchkey demands. */
  maxmemory?: string;
  /** A cluster of one node that owns every slot. */
  cluster?: boolean;
  /** Further settings, as in redis.conf. */
  settings?: Record<string, string>;
  /** For a test that kills, freezes or fills the server: never the one of TEST_REDIS_URL. */
  exclusive?: boolean;
}

export interface RedisServer {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** SIGKILL, as when the machine loses power: nothing is flushed. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
  /** Starts it again on the same port and folder; ends it first if it still runs. */
  restart(): Promise<void>;
  /** Ends what this module started, and removes its folder. */
  stop(): Promise<void>;
}

/** TEST_REDIS_URL is used by every test that needs no more than a plain Redis; anything special gets its own server. */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const given = process.env['TEST_REDIS_URL'];
  if (given !== undefined && given !== '' && Object.keys(options).length === 0) return borrowed(given);

  const folder = await mkdtemp(path.join(tmpdir(), 'latchkey-redis-'));
  try {
    return await own(folder, options);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function own(folder: string, options: RedisServerOptions): Promise<RedisServer> {
  let { port, child } = await startOnFreePort(folder, options);
  if (options.cluster) await assignAllSlots(port, options.password);

  const end = async (signal: NodeJS.Signals) => {
    if (hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.kill('SIGCONT'); // a frozen process leaves SIGTERM pending
    child.kill(signal);
    await ended;
  };

  return {
    url: `redis://${options.password === undefined ? '' : `:${encodeURIComponent(options.password)}@`}127.0.0.1:${port}`,
    host: '127.0.0.1',
    port,
    kill: () => end('SIGKILL'),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    restart: async () => {
      await end('SIGTERM');
      child = await spawnServer(folder, port, options);
      if (options.cluster) await clusterIsUp(port, options.password);
    },
    stop: async () => {
      await end('SIGKILL'); // the folder goes with it, so there is nothing to flush
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function borrowed(url: string): RedisServer {
  const { hostname, port } = new URL(url);
  const refuse = () => {
    throw new Error('This Redis comes from TEST_REDIS_URL; ask for { exclusive: true } to kill or freeze one.');
  };
  return {
    url,
    host: hostname,
    port: Number(port || 6379),
    kill: async () => refuse(),
    pause: refuse,
    resume: refuse,
    restart: async () => refuse(),
    stop: async () => {},
  };
}

async function startOnFreePort(folder: string, options: RedisServerOptions) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { port, child: await spawnServer(folder, port, options) };
    } catch (error) {
      if (attempt === 3 || !String(error).includes('Address already in use')) throw error;
    }
  }
}

async function spawnServer(folder: string, port: number, options: RedisServerOptions): Promise<ChildProcess> {
  const settings: Record<string, string> = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: options.aof ? 'yes' : 'no',
    'maxmemory-policy': 'noeviction',
    ...(options.password === undefined ? {} : { requirepass: options.password }),
    ...(options.maxmemory === undefined ? {} : { maxmemory: options.maxmemory }),
    // By default the bus port is port + 10000, which is often past the end of the range.
    // A node that never met another one announces no address, and ioredis then knows no node at all.
    ...(options.cluster
      ? { 'cluster-enabled': 'yes', 'cluster-port': String(await freePort()), 'cluster-announce-ip': '127.0.0.1' }
      : {}),
    ...options.settings,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(redisBinary(), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  endWithThisProcess(child);
  await readyOrOutput(child);
  return child;
}

/** Redis and Valkey both say so once the append-only file is loaded and the port is open. */
function readyOrOutput(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ready to accept connections')) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`Redis ended with ${code ?? signal} at start:\n${output}`)));
  });
}

async function assignAllSlots(port: number, password?: string): Promise<void> {
  await withClient(port, password, (redis) => redis.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383'));
  await clusterIsUp(port, password);
}

async function clusterIsUp(port: number, password?: string): Promise<void> {
  const deadline = Date.now() + 15_000;
  await withClient(port, password, async (redis) => {
    while (!String(await redis.cluster('INFO')).includes('cluster_state:ok')) {
      if (Date.now() > deadline) throw new Error('The one-node cluster did not come up within 15 s');
      await pause(20);
    }
  });
}

async function withClient<T>(
  port: number,
  password: string | undefined,
  use: (redis: Redis) => Promise<T>,
): Promise<T> {
  const redis = new Redis({ host: '127.0.0.1', port, ...(password === undefined ? {} : { password }) });
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

function redisBinary(): string {
  const found = ['redis-server', 'valkey-server'].find((name) => !spawnSync(name, ['--version']).error);
  if (found === undefined)
    throw new Error('Neither redis-server nor valkey-server is in PATH: `npm test` installs one');
  return found;
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** A test run that is interrupted leaves no server behind. */
function endWithThisProcess(child: ChildProcess): void {
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
}
