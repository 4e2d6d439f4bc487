import { type DynamicModule, Module } from '@nestjs/common';
import { KeyedHashes } from '@latchkey/core';
import type { Parts } from '../parts.js';
import { SandboxController } from './sandbox/sandbox.controller.js';
import { SANDBOX_INBOX } from './sandbox/sandbox-inbox.js';

/** What happened to messages; for now, the sandbox's inbox. */
@Module({})
export class DeliveryModule {
  static with({ live, hashes }: Parts): DynamicModule {
    return {
      module: DeliveryModule,
      controllers: [SandboxController],
      providers: [
        { provide: SANDBOX_INBOX, useValue: live.inbox },
        { provide: KeyedHashes, useValue: hashes },
      ],
    };
  }
}
