import type { TenantKeys } from '../platform/crypto/tenant-keys.js';
import type { Rows } from '../tenant/tenant-repository.js';
import { openPhone } from '../tenant/index.js';
import { type Cell, csvLine } from './csv.js';
import { deliveryPage, type StoredDelivery } from './delivery-listing.js';
import { eventPage, type StoredEvent } from './event-listing.js';
import type { DeliveryFilter, EventFilter } from './filters.js';
import type { KeysetPage, Position } from './keyset.js';

export const EXPORT_FORMATS = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Numbers in full, where they are kept. Whoever asks for it must be allowed to. */
  readonly reveal: boolean;
}

/** Runs one read: each batch has a short transaction of its own, so an export that is read slowly holds nothing. */
export type Read = <T>(work: (rows: Rows) => Promise<T>) => Promise<T>;

/** Rows read at once; as many are in memory. */
const BATCH = 1_000;

const EVENT_COLUMNS = [
  'at',
  'id',
  'tenantId',
  'mode',
  'type',
  'outcome',
  'purpose',
  'phone',
  'country',
  'verificationId',
  'deliveryId',
  'attempt',
  'window',
  'accountId',
  'templateId',
  'providerCode',
  'keyId',
  'clientIp',
  'details',
] as const satisfies readonly (keyof StoredEvent)[];

const DELIVERY_COLUMNS = [
  'at',
  'id',
  'tenantId',
  'mode',
  'state',
  'purpose',
  'phone',
  'country',
  'verificationId',
  'accountId',
  'provider',
  'templateId',
  'signatureId',
  'segments',
  'providerMessageId',
  'reason',
  'providerCode',
  'settledAt',
  'latencyMs',
  'receivedAt',
  'receiptAt',
] as const satisfies readonly (keyof StoredDelivery)[];

/** Takes rows out of the house, newest first, as text that is made while it is read: a million rows need no more memory than a thousand. */
export class Exports {
  constructor(private readonly keys: TenantKeys) {}

  events(read: Read, filter: EventFilter, options: ExportOptions): AsyncGenerator<string> {
    const page = (after: Position | undefined) => read((rows) => eventPage(rows, filter, { after, limit: BATCH }));
    return this.lines(EVENT_COLUMNS, page, options);
  }

  deliveries(read: Read, filter: DeliveryFilter, options: ExportOptions): AsyncGenerator<string> {
    const page = (after: Position | undefined) => read((rows) => deliveryPage(rows, filter, { after, limit: BATCH }));
    return this.lines(DELIVERY_COLUMNS, page, options);
  }

  private async *lines<Row extends Position & { tenantId: string; phone: string; sealedPhone: string }>(
    columns: readonly (keyof Row & string)[],
    page: (after: Position | undefined) => Promise<KeysetPage<Row>>,
    { format, reveal }: ExportOptions,
  ): AsyncGenerator<string> {
    if (format === 'csv') yield csvLine(columns);
    let after: Position | undefined;
    do {
      const { rows, next } = await page(after);
      after = next === undefined ? undefined : rows.at(-1);
      let text = '';
      for (const row of rows) {
        const shown = reveal ? { ...row, phone: await this.fullNumber(row) } : row;
        text += format === 'csv' ? csvLine(columns.map((column) => shown[column] as Cell)) : jsonLine(columns, shown);
      }
      if (text) yield text;
    } while (after);
  }

  /** As it was kept; masked where it was not, or cannot be opened any more. */
  private async fullNumber({
    tenantId,
    phone,
    sealedPhone,
  }: {
    tenantId: string;
    phone: string;
    sealedPhone: string;
  }): Promise<string> {
    return sealedPhone ? openPhone(this.keys, tenantId, sealedPhone).catch(() => phone) : phone;
  }
}

const jsonLine = <Row>(columns: readonly (keyof Row & string)[], row: Row) =>
  `${JSON.stringify(Object.fromEntries(columns.map((column) => [column, row[column]])))}\n`;
