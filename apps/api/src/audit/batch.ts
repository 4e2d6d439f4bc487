import type { VerificationEvent } from '@latchkey/core';
import { type DeliveryRows, deliveryRowsOf } from './delivery-rows.js';
import { EVENT_COLUMNS } from './event-rows.js';
import { RowArray } from './row-array.js';

/**
 * Events that are stored together, written down as the database takes them. All that is work for the processor alone is done
 * here, so that it can be done before it is the batch's turn. Every event must be storable.
 */
export class Batch {
  /** What is stored as it is. */
  readonly facts: VerificationEvent[] = [];
  /** Each is stored once it has changed a delivery, with what is known of that delivery: docs/adr/0010. */
  readonly receipts: VerificationEvent[] = [];
  private readonly rows = new RowArray(EVENT_COLUMNS);
  private deliveryRows: DeliveryRows | undefined;

  static of(events: readonly VerificationEvent[]): Batch {
    const batch = new Batch();
    for (const event of events) batch.add(event);
    return batch;
  }

  /** Throws when the event cannot be written down; the batch is of no more use then. */
  add(event: VerificationEvent): void {
    if (event.type === 'receipt') {
      this.receipts.push(event);
    } else {
      this.facts.push(event);
      this.rows.add(event);
    }
  }

  get eventRows(): Buffer {
    return this.rows.written();
  }

  /** What the facts tell of deliveries. To be asked for once all events are there. */
  get deliveries(): DeliveryRows {
    return (this.deliveryRows ??= deliveryRowsOf(this.facts));
  }

  /** Does now what would be done when it is asked for. */
  prepare(): void {
    this.deliveryRows = this.deliveries;
  }
}
