import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { parsePhone, Refused } from '@latchkey/core';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ConsoleScope, demandTenant, type SignedIn, tenantShown } from '../operator/index.js';
import { Allows, CurrentOperator } from '../operator/operator.guard.js';
import { ConsoleVerifications, type LiveTimeline } from './console-verifications.js';
import type { Erased } from './erasure.js';
import { verificationFilter } from './filters.js';
import { keysetQuery, NEXT_CURSOR } from './keyset.js';
import { verificationPage, type VerificationSummary } from './verification-listing.js';

const listQuery = keysetQuery(verificationFilter);

/** Numbers come in bodies: addresses are kept by browsers and logs. */
const phone = z.string('must be a number such as +8618500000000').transform((text, context) => {
  const parsed = parsePhone(text);
  if (parsed) return parsed;
  context.addIssue({ code: 'custom', message: 'must be a full number such as +8618500000000' });
  return z.NEVER;
});

const findBody = z.strictObject({ phone });
const eraseBody = z.strictObject({
  tenantId: z.string('must be a tenant').min(1).max(64),
  phone,
  /** The number once more, as the person typed it. */
  confirm: phone,
});

/** Verifications and the numbers they are of, for the console. */
@Controller('console/v1')
export class VerificationsController {
  constructor(
    private readonly scope: ConsoleScope,
    private readonly verifications: ConsoleVerifications,
  ) {}

  /** One page, newest first. */
  @Get('verifications')
  @Allows('read', 'verifications')
  async list(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: listQuery }) { filter, ...where }: z.output<typeof listQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<readonly VerificationSummary[]> {
    const shown = { ...filter, ...tenantShown(operator, filter.tenantId) };
    const { rows, next } = await this.scope.read(operator, (open) => verificationPage(open, shown, where));
    if (next !== undefined) void reply.header(NEXT_CURSOR, next);
    return rows;
  }

  /** What a number is known by, for filters. */
  @Post('phone-keys')
  @HttpCode(200)
  @Allows('read', 'verifications')
  find(@Body({ schema: findBody }) body: z.output<typeof findBody>): { phoneKey: string; phone: string } {
    return { phoneKey: this.verifications.phoneKeyOf(body.phone), phone: body.phone.masked };
  }

  /** Everything that happened to one verification, and how it stands now. */
  @Get('verifications/:id')
  @Allows('read', 'verifications')
  get(@CurrentOperator() operator: SignedIn, @Param('id') id: string): Promise<LiveTimeline> {
    return this.verifications.get(operator, id);
  }

  /** Ends a pending verification; its code can no longer be used. */
  @Post('verifications/:id/cancel')
  @HttpCode(200)
  @Allows('update', 'verifications')
  cancel(@CurrentOperator() operator: SignedIn, @Param('id') id: string): Promise<LiveTimeline> {
    return this.verifications.cancel(operator, id);
  }

  /** The number is on hold no more. Not for support, whom whoever guesses may call. */
  @Post('verifications/:id/release')
  @HttpCode(200)
  @Allows('delete', 'verifications')
  release(@CurrentOperator() operator: SignedIn, @Param('id') id: string): Promise<LiveTimeline> {
    return this.verifications.release(operator, id);
  }

  /** The number in full. */
  @Post('verifications/:id/reveal')
  @HttpCode(200)
  @Allows('reveal', 'verifications')
  async reveal(@CurrentOperator() operator: SignedIn, @Param('id') id: string): Promise<{ phone: string }> {
    return { phone: await this.verifications.reveal(operator, id) };
  }

  /** Erases a number from what a tenant has of it. */
  @Post('erasures')
  @Allows('delete', 'verifications')
  erase(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: eraseBody }) body: z.output<typeof eraseBody>,
  ): Promise<Erased> {
    demandTenant(operator, body.tenantId);
    if (body.confirm.e164 !== body.phone.e164) {
      throw new Refused({ kind: 'invalid_parameter', field: 'confirm', message: 'must be the same number again' });
    }
    return this.verifications.erase(operator, body.tenantId, body.phone);
  }
}
