import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Verifications } from '@latchkey/core';
import type { z } from 'zod';
import { ApiIdempotencyKey, ApiRefusals } from '../platform/openapi.js';
import { CurrentRequest, type RequestContext } from '../platform/http/request-context.js';
import { CurrentCaller, RequirePermission } from '../tenant/api-key.guard.js';
import {
  startedReply,
  type StartedReply,
  toReply,
  toStartedReply,
  type VerificationReply,
  verificationReply,
} from './verification.presenter.js';
import { checkBody, originOf, startBody, toCheck, toStart } from './verification.requests.js';

@ApiTags('Verifications')
@Controller('v1/verifications')
export class VerificationController {
  constructor(private readonly verifications: Verifications) {}

  /** Sends a fresh code to a number. A code sent before for the same number and purpose can no longer be used. */
  @Post()
  @RequirePermission('verification:start')
  @ApiIdempotencyKey('Same key and body: the same answer and no second message, for an hour.')
  @ApiCreatedResponse({ standardSchema: startedReply, description: 'The message is on its way.' })
  @ApiRefusals(
    'invalid_parameter',
    'destination_not_allowed',
    'recipient_opted_out',
    'number_held',
    'not_configured',
    'rate_limited',
    'idempotency_mismatch',
    'idempotency_in_progress',
    'provider_rejected',
  )
  start(
    @CurrentCaller() caller: Caller,
    @CurrentRequest() context: RequestContext,
    @Body({ schema: startBody }) body: z.output<typeof startBody>,
  ): Promise<StartedReply> {
    return this.verifications.start(caller, toStart(body, context)).then(toStartedReply);
  }

  /** Checks a code by number, or by id, which binds the code to its own request. A code is right once. */
  @Post('check')
  @HttpCode(200)
  @RequirePermission('verification:check')
  @ApiIdempotencyKey('Same key and body: the same answer and no second attempt, for an hour.')
  @ApiOkResponse({ standardSchema: verificationReply, description: 'The code is right; the verification is approved.' })
  @ApiRefusals(
    'invalid_parameter',
    'missing_code',
    'wrong_code',
    'verification_expired',
    'verification_closed',
    'not_found',
    'number_held',
    'rate_limited',
    'idempotency_mismatch',
  )
  check(
    @CurrentCaller() caller: Caller,
    @CurrentRequest() context: RequestContext,
    @Body({ schema: checkBody }) body: z.output<typeof checkBody>,
  ): Promise<VerificationReply> {
    return this.verifications.check(caller, toCheck(body, context)).then(toReply);
  }

  /** A verification as it is now. It is remembered for ten minutes after its code died. */
  @Get(':id')
  @RequirePermission('verification:read')
  @ApiOkResponse({ standardSchema: verificationReply })
  @ApiRefusals('not_found')
  get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<VerificationReply> {
    return this.verifications.get(caller, id).then(toReply);
  }

  /** Ends a pending verification: its code can no longer be used. */
  @Post(':id/cancel')
  @HttpCode(200)
  @RequirePermission('verification:start')
  @ApiOkResponse({ standardSchema: verificationReply })
  @ApiRefusals('not_found', 'verification_closed', 'verification_expired')
  cancel(
    @CurrentCaller() caller: Caller,
    @CurrentRequest() context: RequestContext,
    @Param('id') id: string,
  ): Promise<VerificationReply> {
    return this.verifications.cancel(caller, id, originOf(context)).then(toReply);
  }
}
