import { type DynamicModule, Module } from '@nestjs/common';
import { KeyedHashes } from '@latchkey/core';
import type { Parts } from '../parts.js';
import { CLOCK } from '../platform/tokens.js';
import { CredentialVault } from '../tenant/index.js';
import { PreviewConsoleController } from './console/preview.console-controller.js';
import { ReviewConsoleController } from './console/review.console-controller.js';
import { SandboxConsoleController } from './console/sandbox.console-controller.js';
import { ReviewKeeper } from './reviews/review-keeper.js';
import { ReviewOffice } from './reviews/review-office.js';
import { SANDBOX_INBOX } from './sandbox/sandbox-inbox.js';

/** What operators see and do about messages and providers. */
@Module({})
export class DeliveryConsoleModule {
  static with({ live, hashes, links, database, vault, clock }: Parts): DynamicModule {
    const office = new ReviewOffice(links);
    return {
      module: DeliveryConsoleModule,
      controllers: [ReviewConsoleController, PreviewConsoleController, SandboxConsoleController],
      providers: [
        { provide: SANDBOX_INBOX, useValue: live.inbox },
        { provide: KeyedHashes, useValue: hashes },
        { provide: ReviewOffice, useValue: office },
        { provide: ReviewKeeper, useValue: new ReviewKeeper(database.prisma, office) },
        { provide: CredentialVault, useValue: vault },
        { provide: CLOCK, useValue: clock },
      ],
    };
  }
}
