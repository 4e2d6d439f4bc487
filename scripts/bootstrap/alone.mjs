import { mkdirSync, openSync, closeSync, rmSync, statSync, utimesSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { inRoot } from './root.mjs';
import { StepFailed } from './steps.mjs';

const LOCK = inRoot('.turbo/bootstrap.lock');
const BEAT_MS = 1_000;
const DEAD_AFTER_MS = 10_000;

/**
 * Lets one run at a time install and build: `npm ci` deletes what another run is about to start. The lock is kept fresh while
 * it is held, so that one left behind by a killed run goes stale. A process id would not tell: containers reuse them.
 * @template T
 * @param {() => Promise<T>} work
 */
export async function alone(work) {
  await take();
  const beat = setInterval(refresh, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    rmSync(LOCK, { force: true });
  }
}

async function take() {
  let told = false;
  while (!create()) {
    if (ageMs() > DEAD_AFTER_MS) {
      rmSync(LOCK, { force: true });
      continue;
    }
    if (!told) process.stderr.write('Another run is installing or building here; waiting for it …\n');
    told = true;
    await pause(200);
  }
}

function create() {
  try {
    mkdirSync(inRoot('.turbo'), { recursive: true });
    closeSync(openSync(LOCK, 'wx'));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw new StepFailed(`This checkout cannot be written, and installing needs that: ${messageOf(error)}`);
  }
}

function refresh() {
  try {
    utimesSync(LOCK, new Date(), new Date());
  } catch {
    // Taken over while this process was suspended: nothing to keep fresh any more.
  }
}

function ageMs() {
  try {
    return Date.now() - statSync(LOCK).mtimeMs;
  } catch {
    return 0; // its holder has just finished
  }
}

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined);
/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));
