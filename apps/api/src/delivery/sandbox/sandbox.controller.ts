import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, KeyedHashes, parsePhone, Refused } from '@latchkey/core';
import { z } from 'zod';
import { ApiRefusals } from '../../platform/openapi.js';
import { CurrentCaller, RequirePermission } from '../../tenant/api-key.guard.js';
import { SANDBOX_INBOX, type SandboxInbox, type SandboxMessage } from './sandbox-inbox.js';

const inboxQuery = z
  .strictObject({
    phone: z
      .string({ error: ({ input }) => (input === undefined ? 'is missing' : 'must be given once') })
      // A `+` that was not escaped arrives as a space.
      .transform((text) => parsePhone(text.replace(/^ /, '+')))
      .pipe(z.custom<NonNullable<ReturnType<typeof parsePhone>>>(Boolean, 'must be a number in international form')),
  })
  .meta({ id: 'SandboxQuery' });

const messagesReply = z
  .object({
    messages: z.array(
      z.object({
        id: z.string(),
        phone: z.string().meta({ description: 'Masked.' }),
        text: z.string().meta({ example: '042915 is your verification code, valid for 5 minutes.' }),
        signature: z.string().nullable(),
        sentAt: z.iso.datetime(),
      }),
    ),
  })
  .meta({ id: 'SandboxMessages' });

@ApiTags('Sandbox')
@Controller('v1/sandbox')
export class SandboxController {
  constructor(
    @Inject(SANDBOX_INBOX) private readonly inbox: SandboxInbox,
    private readonly hashes: KeyedHashes,
  ) {}

  /** Messages that starts with test keys made for a number within the last hour, newest first. Test keys only. */
  @Get('messages')
  @RequirePermission('sandbox:read')
  @ApiOkResponse({ standardSchema: messagesReply })
  @ApiRefusals('invalid_parameter')
  async messages(
    @CurrentCaller() caller: Caller,
    @Query({ schema: inboxQuery }) { phone }: z.output<typeof inboxQuery>,
  ): Promise<z.output<typeof messagesReply>> {
    if (caller.mode !== 'test')
      throw new Refused({ kind: 'forbidden', message: 'The sandbox is read with test keys.' });
    const messages = await this.inbox.list(caller, this.hashes.phoneKey(phone.e164));
    return { messages: messages.map(toReply) };
  }
}

function toReply({ id, phoneMasked, text, signature, sentAt }: SandboxMessage) {
  return { id, phone: phoneMasked, text, signature: signature ?? null, sentAt: new Date(sentAt).toISOString() };
}
