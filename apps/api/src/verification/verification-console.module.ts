import { type DynamicModule, Module } from '@nestjs/common';
import { Verifications } from '@latchkey/core';
import type { Parts } from '../parts.js';
import { TenantKeys } from '../platform/crypto/tenant-keys.js';
import { DATABASE_POOL } from '../platform/tokens.js';
import { openVerifications } from './open-verifications.js';
import { TestSendConsoleController } from './test-send.console-controller.js';

/** Sends that operators make to try a set-up. */
@Module({})
export class VerificationConsoleModule {
  static with(parts: Parts): DynamicModule {
    return {
      module: VerificationConsoleModule,
      controllers: [TestSendConsoleController],
      providers: [
        { provide: Verifications, useValue: openVerifications(parts) },
        { provide: TenantKeys, useValue: parts.tenantKeys },
        { provide: DATABASE_POOL, useValue: parts.database.pool },
      ],
    };
  }
}
