import { Body, Controller, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Clock, Refused } from '@latchkey/core';
import { CLOCK } from '../../platform/tokens.js';
import { Public } from '../../tenant/api-key.guard.js';
import { readCallback } from '../tencent/callback-body.js';
import type { CallbackAccount } from './callback-directory.js';
import { CallbackGuard, CurrentCallbackAccount } from './callback.guard.js';
import { ReportLog } from './report-log.js';

/** Letter by letter what Tencent expects. */
const TAKEN = { result: 0, errmsg: 'OK' } as const;
const RETRY_AFTER_SECONDS = 5;

/** Where Tencent pushes receipts and replies. Answered from the event log, never from Postgres. */
@ApiExcludeController()
@Controller('callbacks/tencent')
export class CallbackController {
  constructor(
    private readonly reports: ReportLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post(':token')
  @HttpCode(200)
  @Public()
  @UseGuards(CallbackGuard)
  async receive(@CurrentCallbackAccount() account: CallbackAccount, @Body() body: unknown): Promise<typeof TAKEN> {
    const callback = readCallback(body, this.clock.now());
    if (typeof callback === 'string') {
      throw new Refused({ kind: 'invalid_parameter', field: 'body', message: callback });
    }
    this.reports.countUnreadable('push', callback.unreadable);
    const taken = await this.reports.take(account, callback.reports, 'push');
    // A push that is refused comes twice more.
    if (!taken) throw new Refused({ kind: 'unavailable', retryAfterSeconds: RETRY_AFTER_SECONDS });
    return TAKEN;
  }
}
