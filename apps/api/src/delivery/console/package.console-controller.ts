import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Refused } from '@latchkey/core';
import { z } from 'zod';
import { ConsoleScope, type SignedIn, tenantShown } from '../../operator/index.js';
import { Allows, CurrentOperator } from '../../operator/operator.guard.js';
import { PackageKeeper } from '../packages/package-keeper.js';
import { packagesOf, type PackageView } from '../packages/package-view.js';

const id = z.string().min(1).max(100);
const packageQuery = z.strictObject({ tenantId: id.optional(), accountId: id.optional() });

/** What accounts have paid for in advance, as it was last asked for. */
@Controller('console/v1')
export class PackageConsoleController {
  constructor(
    private readonly scope: ConsoleScope,
    private readonly keeper: PackageKeeper,
  ) {}

  @Get('packages')
  @Allows('read', 'accounts')
  list(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: packageQuery }) { tenantId, accountId }: z.output<typeof packageQuery>,
  ): Promise<PackageView[]> {
    const which = { ...tenantShown(operator, tenantId), ...(accountId === undefined ? {} : { id: accountId }) };
    return this.scope.read(operator, (rows) => packagesOf(rows, which));
  }

  /** Asks Tencent now, unless somebody just has. Changes nothing and costs nothing. */
  @Post('accounts/:id/packages')
  @HttpCode(200)
  @Allows('read', 'accounts')
  async refresh(@CurrentOperator() operator: SignedIn, @Param('id') id: string): Promise<PackageView> {
    const which = { ...tenantShown(operator, undefined), id };
    const [known] = await this.scope.read(operator, (rows) => packagesOf(rows, which));
    if (!known) throw new Refused({ kind: 'not_found' });
    await this.keeper.refresh({ tenantId: known.tenantId, id });
    const [asked = known] = await this.scope.read(operator, (rows) => packagesOf(rows, which));
    return asked;
  }
}
