import { pino } from 'pino';
import { runAll } from './shutdown.js';

const silent = pino({ level: 'silent' });

describe('shutting down', () => {
  it('takes its steps one after the other, past those that fail or take too long', async () => {
    const taken: string[] = [];
    const step = (name: string, run: () => Promise<unknown>) => ({
      name,
      deadlineMs: 50,
      run: () => {
        taken.push(name);
        return run();
      },
    });
    await runAll(
      [
        step('works', () => Promise.resolve()),
        step('fails', () => Promise.reject(new Error('away'))),
        step('hangs', () => new Promise(() => undefined)),
        step('last', () => Promise.resolve()),
      ],
      silent,
    );
    expect(taken).toEqual(['works', 'fails', 'hangs', 'last']);
  });
});
