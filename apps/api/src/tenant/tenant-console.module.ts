import { type DynamicModule, Module } from '@nestjs/common';
import type { Parts } from '../parts.js';
import { TenantKeys } from '../platform/crypto/tenant-keys.js';
import { CredentialVault } from './account-credentials.js';
import { AccountConsoleController } from './console/account.console-controller.js';
import { KeyConsoleController } from './console/key.console-controller.js';
import { PolicyConsoleController } from './console/policy.console-controller.js';
import { PriceConsoleController } from './console/price.console-controller.js';
import { SendingConsoleController } from './console/sending.console-controller.js';
import { SignatureConsoleController } from './console/signature.console-controller.js';
import { TemplateConsoleController } from './console/template.console-controller.js';
import { TenantConsoleController } from './console/tenant.console-controller.js';
import { SendingSwitch } from './sending-switch.js';

/** What operators see and change of tenants and of what belongs to them. */
@Module({})
export class TenantConsoleModule {
  static with({ tenantKeys, vault, sending }: Parts): DynamicModule {
    return {
      module: TenantConsoleModule,
      controllers: [
        TenantConsoleController,
        KeyConsoleController,
        AccountConsoleController,
        SignatureConsoleController,
        TemplateConsoleController,
        PolicyConsoleController,
        PriceConsoleController,
        SendingConsoleController,
      ],
      providers: [
        { provide: TenantKeys, useValue: tenantKeys },
        { provide: CredentialVault, useValue: vault },
        { provide: SendingSwitch, useValue: sending },
      ],
    };
  }
}
