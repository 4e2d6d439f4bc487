import { MemoryEventLog, type Backlog } from '@latchkey/core';
import { pino } from 'pino';
import { Metrics } from '../platform/metrics.js';
import { BacklogWatch } from './backlog-watch.js';

const silent = pino({ level: 'silent' });
const holding = (backlog: Backlog) => ({ backlog: () => Promise.resolve(backlog) });

function spokenBy(log: ConstructorParameters<typeof BacklogWatch>[0]) {
  const lines: string[] = [];
  const watch = new BacklogWatch(log, pino({}, { write: (line: string) => lines.push(line) }));
  return { watch, lines };
}

describe('the watch over the event log', () => {
  it('is content while there is room', async () => {
    const { watch, lines } = spokenBy(holding({ events: 79, fullness: 0.79, oldestAt: 1 }));
    await expect(watch.probe()).resolves.toBeUndefined();
    expect(lines).toEqual([]);
  });

  it('says that the log is nearly full before sends stop, once a minute at most', async () => {
    const { watch, lines } = spokenBy(holding({ events: 80, fullness: 0.8, oldestAt: 1 }));
    await expect(watch.probe()).rejects.toThrow('nearly full');
    await expect(watch.probe()).rejects.toThrow('nearly full');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('"fullness":0.8');
  });

  it('does not blame the log when it cannot be asked', async () => {
    const watch = new BacklogWatch({ backlog: () => Promise.reject(new Error('away')) }, silent);
    await expect(watch.probe()).resolves.toBeUndefined();
  });

  it('tells how much waits, how full that is and for how long it has waited', async () => {
    const metrics = new Metrics();
    new BacklogWatch(holding({ events: 3, fullness: 0.25, oldestAt: Date.now() - 7_000 }), silent).measure(metrics);
    const text = await metrics.registry.metrics();
    expect(text).toMatch(/^latchkey_events_backlog 3$/m);
    expect(text).toMatch(/^latchkey_events_backlog_fullness_ratio 0.25$/m);
    expect(text).toMatch(/^latchkey_events_lag_seconds 7(\.\d+)?$/m);
  });

  it('does not hold up a scrape for a log that hangs', async () => {
    const metrics = new Metrics();
    new BacklogWatch({ backlog: () => new Promise(() => undefined) }, silent).measure(metrics);
    expect(await metrics.registry.metrics()).toContain('latchkey_events_lag_seconds 0');
  });

  it('asks the log once for all who want to know at the same time', async () => {
    let asked = 0;
    const log = new MemoryEventLog();
    const watch = new BacklogWatch({ backlog: () => ((asked += 1), log.backlog()) }, silent);
    const metrics = new Metrics();
    watch.measure(metrics);
    await Promise.all([metrics.registry.metrics(), watch.probe(), watch.probe()]);
    expect(asked).toBe(1);
  });
});
