import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { KeyedHashes, parsePhone } from '@latchkey/core';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { contentRange, demandTenant, listQuery, type SignedIn } from '../../operator/index.js';
import { Allows, CurrentOperator } from '../../operator/operator.guard.js';
import { SANDBOX_INBOX, type SandboxInbox } from '../sandbox/sandbox-inbox.js';

const filter = z.strictObject({
  tenantId: z.string().min(1).max(64),
  phone: z
    .string()
    .trim()
    .transform((text) => parsePhone(text))
    .pipe(z.custom<NonNullable<ReturnType<typeof parsePhone>>>(Boolean, 'must be a number in international form'))
    .optional(),
  mode: z.enum(['live', 'test'], 'must be live or test').optional(),
});
const query = listQuery(['sentAt'], filter);

/** Messages of a tenant that never left the house, newest first: of test keys, and of accounts at the sandbox. */
@Controller('console/v1/sandbox')
export class SandboxConsoleController {
  constructor(
    @Inject(SANDBOX_INBOX) private readonly inbox: SandboxInbox,
    private readonly hashes: KeyedHashes,
  ) {}

  @Get()
  @Allows('read', 'sandbox')
  async list(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: query }) { range: [first, last], filter: wanted }: z.output<typeof query>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { tenantId, phone, mode } = wanted;
    demandTenant(operator, tenantId);
    const modes = mode ? [mode] : (['live', 'test'] as const);
    const found = await Promise.all(
      modes.map(async (one) => {
        const scope = { tenantId, mode: one };
        const messages = phone
          ? await this.inbox.list(scope, this.hashes.phoneKey(phone.e164))
          : await this.inbox.latest(scope);
        return messages.map((message) => ({ ...message, signature: message.signature ?? null, mode: one, tenantId }));
      }),
    );
    const all = found.flat().toSorted((a, b) => b.sentAt - a.sentAt);
    const rows = all.slice(first, last + 1).map((row) => ({ ...row, sentAt: new Date(row.sentAt).toISOString() }));
    void reply.header('content-range', contentRange('sandbox', first, { rows, total: all.length }));
    return rows;
  }
}
