import { type DynamicModule, Module } from '@nestjs/common';
import { KeyedHashes } from '@latchkey/core';
import type { Parts } from '../parts.js';
import { TenantKeys } from '../platform/crypto/tenant-keys.js';
import { CLOCK, CONFIG } from '../platform/tokens.js';
import { CredentialVault } from '../tenant/index.js';
import { CallbackConsoleController } from './console/callback.console-controller.js';
import { OptOutConsoleController } from './console/opt-out.console-controller.js';
import { PackageConsoleController } from './console/package.console-controller.js';
import { PreviewConsoleController } from './console/preview.console-controller.js';
import { ReviewConsoleController } from './console/review.console-controller.js';
import { SandboxConsoleController } from './console/sandbox.console-controller.js';
import { PackageKeeper } from './packages/package-keeper.js';
import { ReviewKeeper } from './reviews/review-keeper.js';
import { ReviewOffice } from './reviews/review-office.js';
import { SANDBOX_INBOX } from './sandbox/sandbox-inbox.js';

/** What operators see and do about messages and providers. */
@Module({})
export class DeliveryConsoleModule {
  static with({ config, live, hashes, links, database, vault, tenantKeys, clock }: Parts): DynamicModule {
    const office = new ReviewOffice(links);
    return {
      module: DeliveryConsoleModule,
      controllers: [
        ReviewConsoleController,
        PackageConsoleController,
        PreviewConsoleController,
        SandboxConsoleController,
        OptOutConsoleController,
        CallbackConsoleController,
      ],
      providers: [
        { provide: SANDBOX_INBOX, useValue: live.inbox },
        { provide: KeyedHashes, useValue: hashes },
        { provide: ReviewOffice, useValue: office },
        { provide: ReviewKeeper, useValue: new ReviewKeeper(database.prisma, office) },
        { provide: PackageKeeper, useValue: new PackageKeeper(database.prisma, links, clock) },
        { provide: CredentialVault, useValue: vault },
        { provide: CLOCK, useValue: clock },
        { provide: CONFIG, useValue: config },
        { provide: TenantKeys, useValue: tenantKeys },
      ],
    };
  }
}
