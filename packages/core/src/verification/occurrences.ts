import type { Clock } from '../clock.js';
import { ExpiringMap } from './expiring-map.js';
import { WINDOW_MEMORY_MS } from './windows.js';

interface Occurrence {
  readonly at: number;
  readonly name: string;
}

/** When something happened to a key lately, such as sends to a number. A name lets one occurrence be taken back. */
export class Occurrences {
  private readonly kept: ExpiringMap<readonly Occurrence[]>;

  constructor(clock: Clock) {
    this.kept = new ExpiringMap(clock);
  }

  get size(): number {
    return this.kept.size;
  }

  /** Ascending, milliseconds since 1970. */
  times(key: string): number[] {
    return (this.kept.get(key) ?? []).map(({ at }) => at);
  }

  add(key: string, at: number, name: string): void {
    const recent = (this.kept.get(key) ?? []).filter((occurrence) => occurrence.at > at - WINDOW_MEMORY_MS);
    this.kept.set(key, [...recent, { at, name }], WINDOW_MEMORY_MS);
  }

  takeBack(key: string, name: string): void {
    const left = this.kept.get(key)?.filter((occurrence) => occurrence.name !== name);
    if (left) this.kept.set(key, left, WINDOW_MEMORY_MS);
  }

  forget(key: string): void {
    this.kept.delete(key);
  }
}
