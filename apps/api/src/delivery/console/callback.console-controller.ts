import { Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ConsoleScope, type SignedIn, tenantShown } from '../../operator/index.js';
import { Allows, CurrentOperator } from '../../operator/operator.guard.js';
import type { Config } from '../../platform/config.js';
import { TenantKeys } from '../../platform/crypto/tenant-keys.js';
import { CONFIG } from '../../platform/tokens.js';
import { demandOwner, found } from '../../tenant/index.js';
import { CallbackRepository } from '../receipts/callback-repository.js';

/** The address Tencent pushes to, for whoever pastes it into Tencent's console. It is a secret: whoever knows it can push. */
@Controller('console/v1/accounts/:id/callback')
export class CallbackConsoleController {
  constructor(
    private readonly scope: ConsoleScope,
    @Inject(TenantKeys) private readonly keys: TenantKeys,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Shows it, and makes it when there is none yet. */
  @Post()
  @HttpCode(200)
  @Allows('reveal', 'accounts')
  show(@CurrentOperator() operator: SignedIn, @Param('id') id: string) {
    return this.scope.change(operator, async (rows, tell) => {
      const where = { id, ...tenantShown(operator, undefined) };
      const { tenantId } = found(await rows.providerAccount.findFirst({ where, select: { tenantId: true } }));
      await demandOwner(rows, this.keys, operator, tenantId);
      const { url, createdAt } = await new CallbackRepository(rows, this.keys, this.config.publicUrl).show(
        tenantId,
        id,
      );
      await tell({ action: 'reveal', resource: 'accounts', objectId: id, tenantId });
      return { url, createdAt };
    });
  }
}
