import { Readiness } from './readiness.js';

const works = () => Promise.resolve();
const fails = () => Promise.reject(new Error('away'));
const hangs = () => new Promise(() => undefined);

describe('readiness', () => {
  it('is given when every part works', async () => {
    const readiness = new Readiness([{ name: 'redis', vital: true, probe: works }]);
    expect(await readiness.report()).toEqual({ status: 'ready', notReady: [] });
  });

  it('is lost with a vital part, which is named', async () => {
    const readiness = new Readiness([
      { name: 'database', vital: false, probe: fails },
      { name: 'redis', vital: true, probe: fails },
    ]);
    expect(await readiness.report()).toEqual({ status: 'not_ready', notReady: ['database', 'redis'] });
  });

  it('is only degraded while a part is away that known tenants can do without', async () => {
    const readiness = new Readiness([
      { name: 'database', vital: false, probe: fails },
      { name: 'redis', vital: true, probe: works },
    ]);
    expect(await readiness.report()).toEqual({ status: 'degraded', notReady: ['database'] });
  });

  it('does not wait for a part that hangs', async () => {
    const readiness = new Readiness([{ name: 'redis', vital: true, probe: hangs }]);
    expect(await readiness.report()).toEqual({ status: 'not_ready', notReady: ['redis'] });
  });

  it('probes once for many who ask at the same time', async () => {
    let probes = 0;
    const readiness = new Readiness([{ name: 'redis', vital: true, probe: () => Promise.resolve((probes += 1)) }]);
    await Promise.all(Array.from({ length: 100 }, () => readiness.report()));
    expect(probes).toBe(1);
  });

  it('ends with the wish for no more work', async () => {
    const readiness = new Readiness([]);
    readiness.drain();
    expect(await readiness.report()).toEqual({ status: 'not_ready', notReady: ['draining'] });
  });
});
