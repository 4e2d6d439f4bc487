import type { LoggedEvent, VerificationEvent } from '@latchkey/core';
import { Batch } from './batch.js';
import { storableEvent, unfitness } from './storable-event.js';

/** Many share what a transaction costs, and a message's start and settlement are more often together: its row is written once. */
const MOST_EVENTS = 4_000;
/** Of text, twice what ordinary events of that number hold; at most 12 MiB in UTF-8. The last event may exceed it. */
export const MOST_CHARACTERS = 4 * 2 ** 20;

/** What was read from the log to be stored together, until there is enough of it by number or by size. */
export class ReadBatch {
  readonly events: LoggedEvent[] = [];
  private written: Batch | undefined = new Batch();
  private characters = 0;

  /** False when the batch is full; then it is as it was. */
  add(logged: LoggedEvent): boolean {
    if (this.full) return false;
    this.events.push(logged);
    this.characters += charactersOf(logged.event);
    this.write(logged.event);
    return true;
  }

  /** How many events fit still, if they are small. */
  get room(): number {
    return MOST_EVENTS - this.events.length;
  }

  get full(): boolean {
    return this.room === 0 || this.characters >= MOST_CHARACTERS;
  }

  /** Undefined when there is nothing, or something that can be no row: storing that takes more than one step. */
  get batch(): Batch | undefined {
    return this.events.length > 0 ? this.written : undefined;
  }

  private write(event: VerificationEvent): void {
    try {
      if (unfitness(event) === undefined) this.written?.add(storableEvent(event));
      else this.written = undefined;
    } catch {
      this.written = undefined;
    }
  }
}

function charactersOf(event: VerificationEvent): number {
  return lengthsIn(event) + lengthsIn(event.details);
}

function lengthsIn(object: object): number {
  let sum = 0;
  for (const name in object) {
    const value: unknown = object[name as keyof typeof object];
    sum += typeof value === 'string' ? value.length : name.length;
  }
  return sum;
}
