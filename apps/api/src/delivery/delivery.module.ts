import { type DynamicModule, Module } from '@nestjs/common';
import { KeyedHashes } from '@latchkey/core';
import type { Parts } from '../parts.js';
import { RequestLimits } from '../platform/http/request-limits.js';
import { Metrics } from '../platform/metrics.js';
import { CLOCK } from '../platform/tokens.js';
import { CallbackController } from './receipts/callback.controller.js';
import { CallbackDirectory } from './receipts/callback-directory.js';
import { ReportLog } from './receipts/report-log.js';
import { SandboxController } from './sandbox/sandbox.controller.js';
import { SANDBOX_INBOX } from './sandbox/sandbox-inbox.js';

/** What happens to messages: the sandbox's inbox, and what providers report. */
@Module({})
export class DeliveryModule {
  static with({ live, hashes, database, clock, metrics }: Parts): DynamicModule {
    return {
      module: DeliveryModule,
      controllers: [SandboxController, CallbackController],
      providers: [
        { provide: SANDBOX_INBOX, useValue: live.inbox },
        { provide: KeyedHashes, useValue: hashes },
        RequestLimits,
        { provide: Metrics, useValue: metrics },
        { provide: CLOCK, useValue: clock },
        { provide: CallbackDirectory, useValue: new CallbackDirectory(database.pool, clock) },
        { provide: ReportLog, useValue: new ReportLog(live.events, hashes, clock, metrics) },
      ],
    };
  }
}
