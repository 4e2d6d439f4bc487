import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port.js';

/** Found by its package, because this file is compiled to more than one place. */
const MAIN = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@latchkey/api/package.json')),
  'dist/main.js',
);
/** As the image and `npm start` have them. */
export const NODE_FLAGS = [
  '--enable-source-maps',
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
  '--no-allocation-site-pretenuring',
] as const;
const READY_WITHIN_MS = 60_000;

export interface Quickstart {
  readonly url: string;
  readonly tenantId: string;
  readonly apiKey: string;
  readonly setupUrl: string;
}

/** A Latchkey of its own: the built product as a process, with its own port and data directory. */
export class LatchkeyProcess {
  private log = '';

  private constructor(
    readonly url: string,
    readonly dataDir: string,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (this.log += String(chunk)));
  }

  /** Starts with nothing of the caller's environment but PATH, and waits until it is ready. */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<LatchkeyProcess> {
    const dataDir = env['DATA_DIR'] ?? (await mkdtemp(path.join(tmpdir(), 'latchkey-data-')));
    const port = await freePort();
    const child = spawn(process.execPath, [...NODE_FLAGS, MAIN], {
      env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const latchkey = new LatchkeyProcess(`http://127.0.0.1:${port}`, dataDir, child);
    await latchkey.whenReady();
    return latchkey;
  }

  /** Everything printed so far, logs included. */
  get output(): string {
    return this.log;
  }

  get pid(): number {
    return this.child.pid!;
  }

  async quickstart(): Promise<Quickstart> {
    return JSON.parse(await readFile(path.join(this.dataDir, 'quickstart.json'), 'utf8')) as Quickstart;
  }

  /** SIGTERM; answers the exit code. The data directory stays. */
  async terminate(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const exited = once(this.child, 'exit') as Promise<[number | null]>;
    this.child.kill(signal);
    return (await exited)[0];
  }

  /** Ends the process and removes its data. */
  async stop(): Promise<void> {
    await this.terminate('SIGKILL');
    await rm(this.dataDir, { recursive: true, force: true });
  }

  private async whenReady(): Promise<void> {
    const giveUpAt = Date.now() + READY_WITHIN_MS;
    while (this.child.exitCode === null && Date.now() < giveUpAt) {
      const ready = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (ready?.ok) return;
      await pause(50);
    }
    this.child.kill('SIGKILL');
    throw new Error(`Latchkey did not become ready:\n${this.log}`);
  }
}
