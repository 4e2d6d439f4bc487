import { Body, Controller, Inject, Param, Patch, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import { ConsoleScope, demandTenant, type SignedIn } from '../../operator/index.js';
import { Allows, CurrentOperator } from '../../operator/operator.guard.js';
import { TenantKeys } from '../../platform/crypto/tenant-keys.js';
import type { newTenant, tenantChange } from '../inputs.js';
import { TenantRepository } from '../tenant-repository.js';
import { changeBody } from './owned.js';
import { sendingBody } from './sending.console-controller.js';

const statusBody = z.strictObject({ status: z.enum(['active', 'suspended'], 'must be active or suspended') });

/** What operators do to tenants. */
@Controller('console/v1/tenants')
export class TenantConsoleController {
  constructor(
    private readonly scope: ConsoleScope,
    @Inject(TenantKeys) private readonly keys: TenantKeys,
  ) {}

  @Post()
  @Allows('create', 'tenants')
  create(@CurrentOperator() operator: SignedIn, @Body({ schema: changeBody }) input: z.output<typeof changeBody>) {
    return this.scope.change(operator, async (rows, tell) => {
      const after = await new TenantRepository(rows, this.keys).create(input as z.input<typeof newTenant>);
      await tell({ action: 'create', resource: 'tenants', objectId: after.id, tenantId: after.id, after });
      return after;
    });
  }

  @Patch(':id')
  @Allows('update', 'tenants')
  change(
    @CurrentOperator() operator: SignedIn,
    @Param('id') id: string,
    @Body({ schema: changeBody }) input: z.output<typeof changeBody>,
  ) {
    return this.update(operator, id, (tenants) => tenants.change(id, input as z.input<typeof tenantChange>));
  }

  /** A suspended tenant is refused everything, checks included. */
  @Put(':id/status')
  @Allows('update', 'tenants')
  setStatus(
    @CurrentOperator() operator: SignedIn,
    @Param('id') id: string,
    @Body({ schema: statusBody }) { status }: z.output<typeof statusBody>,
  ) {
    return this.update(operator, id, (tenants) => tenants.setStatus(id, status));
  }

  /** The kill switch: starts are refused within five seconds, checks go on. */
  @Put(':id/sending')
  @Allows('update', 'tenants')
  setSending(
    @CurrentOperator() operator: SignedIn,
    @Param('id') id: string,
    @Body({ schema: sendingBody }) { sending }: z.output<typeof sendingBody>,
  ) {
    return this.update(operator, id, (tenants) => tenants.setSending(id, sending));
  }

  private update<T extends object>(
    operator: SignedIn,
    id: string,
    work: (tenants: TenantRepository) => Promise<T>,
  ): Promise<T> {
    demandTenant(operator, id);
    return this.scope.change(operator, async (rows, tell) => {
      const tenants = new TenantRepository(rows, this.keys);
      const before = await tenants.find(id);
      const after = await work(tenants);
      await tell({ action: 'update', resource: 'tenants', objectId: id, tenantId: id, before, after });
      return after;
    });
  }
}
