import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { canAccess, Refused } from '@latchkey/core';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ConsoleScope, type SignedIn, tenantShown } from '../operator/index.js';
import { EXPORT_FORMATS, type ExportFormat, Exports, type Read } from './exports.js';
import type { DeliveryFilter, EventFilter } from './filters.js';

export const exportRequest = <F extends z.ZodType>(filter: F) =>
  z.strictObject({
    format: z.enum(EXPORT_FORMATS, `must be one of ${EXPORT_FORMATS.join(', ')}`),
    filter,
    /** Numbers in full. */
    reveal: z.boolean('must be true or false').default(false),
  });

interface Request<Filter> {
  readonly format: ExportFormat;
  readonly filter: Filter;
  readonly reveal: boolean;
}

type Filters = { events: EventFilter; deliveries: DeliveryFilter };

const CONTENT_TYPE: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/x-ndjson',
};

/** Exports as the console asks for them: written down in the operator log before the first byte leaves. */
export class ConsoleExports {
  constructor(
    private readonly scope: ConsoleScope,
    private readonly exports: Exports,
    private readonly logger: Logger,
  ) {}

  /** Answers with a file that is made while it is read. Throws Refused with `forbidden` for numbers the operator may not see. */
  async send<K extends keyof Filters>(
    operator: SignedIn,
    resource: K,
    { format, filter, reveal }: Request<Filters[K]>,
    reply: FastifyReply,
  ): Promise<void> {
    if (reveal && !canAccess(operator, 'reveal', resource)) {
      throw new Refused({ kind: 'forbidden', message: 'Your role does not allow to see numbers in full.' });
    }
    const shown = { ...filter, ...tenantShown(operator, filter.tenantId) };
    const tenantId = operator.tenantId ?? filter.tenantId;
    await this.scope.change(operator, (_, tell) =>
      tell({
        action: 'export',
        resource,
        objectId: '',
        tenantId,
        after: { format, reveal, filter },
      }),
    );
    const read: Read = (work) => this.scope.read(operator, work);
    const text =
      resource === 'events'
        ? this.exports.events(read, shown, { format, reveal })
        : this.exports.deliveries(read, shown as DeliveryFilter, { format, reveal });
    await this.stream(text, `latchkey-${resource}.${format}`, CONTENT_TYPE[format], reply);
  }

  private async stream(text: AsyncGenerator<string>, name: string, type: string, reply: FastifyReply): Promise<void> {
    reply.hijack();
    const headers = Object.fromEntries(Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined));
    reply.raw.writeHead(200, {
      ...(headers as Record<string, string>),
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    });
    // Once rows have left there is no other status to answer with: the connection ends early, so nobody takes it for the whole.
    await pipeline(Readable.from(text), reply.raw).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'an export ended early');
      reply.raw.destroy();
    });
  }
}
