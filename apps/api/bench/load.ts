import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The code every seeded verification has. */
export const CODE = '314159';
export const WRONG_CODE = '271828';
export const PARTITIONS = 16;

export type Operation = 'start' | 'check-right' | 'check-wrong';

export interface Load {
  readonly url: string;
  readonly pid: number;
  readonly apiKey: string;
  readonly operation: Operation;
  readonly connections: number;
  readonly seconds: number;
  readonly folder: string;
}

export interface Measured {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time of the server's process, user and system, for one reply of any kind: steadier than replies per second on a busy machine. */
  readonly cpuMicroseconds: number;
  /** Of one core, while the load ran. */
  readonly cpuPercent: number;
  readonly rssMb: number;
  /** Replies that were not what the operation must get, such as 503 under too much load; they do not count as requests. */
  readonly others: number;
}

/** The status of the reply the operation must get, as the load generator's Lua asks for it. */
const EXPECTED: Record<Operation, string> = {
  start: 'status == 200 or status == 201',
  'check-right': 'status == 200',
  'check-wrong': 'status == 422',
};

/** The number of the n-th request, from 1: a mainland number that no other request of the run uses. */
export const phoneOf = (n: number) => `+86139${String(n).padStart(8, '0')}`;

/** Runs wrk against one server. */
export async function load({ url, pid, apiKey, operation, connections, seconds, folder }: Load): Promise<Measured> {
  const script = path.join(folder, 'load.lua');
  writeFileSync(script, luaFor(operation, apiKey));
  const before = cpuSecondsOf(pid);
  const startedAt = performance.now();
  const output = await wrk(['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-s', script, url]);
  const elapsed = (performance.now() - startedAt) / 1000;
  const cpuSeconds = cpuSecondsOf(pid) - before;
  const result = /^RESULT (\d+) (\d+) (\d+) (\d+) (\d+)$/m.exec(output);
  if (!result) throw new Error(`wrk said:\n${output}`);
  const [requests = 0, durationUs = 1, p50Us = 0, p99Us = 0, others = 0] = result.slice(1).map(Number);
  return {
    requestsPerSecond: (requests - others) / (durationUs / 1e6),
    p50Ms: p50Us / 1000,
    p99Ms: p99Us / 1000,
    cpuMicroseconds: (cpuSeconds / requests) * 1e6,
    cpuPercent: (cpuSeconds / elapsed) * 100,
    rssMb: rssMbOf(pid),
    others,
  };
}

function luaFor(operation: Operation, apiKey: string): string {
  const route = operation === 'start' ? '/v1/verifications' : '/v1/verifications/check';
  const code = operation === 'start' ? '' : `,"code":"${operation === 'check-right' ? CODE : WRONG_CODE}"`;
  // The ceiling answers 200 to a start; the api 201.
  const accepted = EXPECTED[operation];
  return `
local headers = {['Content-Type'] = 'application/json', ['Authorization'] = 'Bearer ${apiKey}'}
local n = 0
request = function()
  n = n + 1
  return wrk.format('POST', '${route}', headers, string.format('{"phone":"+86139%08d"${code}}', n))
end
unexpected = 0
response = function(status)
  if not (${accepted}) then unexpected = unexpected + 1 end
end
local threads = {}
setup = function(thread) table.insert(threads, thread) end
done = function(summary, latency)
  local bad = 0
  for _, thread in ipairs(threads) do bad = bad + thread:get('unexpected') end
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  print(string.format('RESULT %d %d %d %d %d', summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), bad + errors))
end
`;
}

function wrk(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('wrk', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}

/** Linux counts CPU time in ticks of 10 ms (proc(5), utime and stime). */
function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function rssMbOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}
