import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ANY_PURPOSE, DEFAULT_POLICY, POLICY_BOUNDS, type Standing } from '@latchkey/core';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { ConsoleScope, type SignedIn, tenantShown } from '../../operator/index.js';
import { Allows, CurrentOperator } from '../../operator/operator.guard.js';
import { TenantKeys } from '../../platform/crypto/tenant-keys.js';
import type { policyChange } from '../inputs.js';
import { PolicyRepository, type PurposePolicy } from '../policy-repository.js';
import type { Rows } from '../tenant-repository.js';
import {
  answerPage,
  changeBody,
  demandOwner,
  found,
  joinId,
  ownedBody,
  ownedListQuery,
  pageOf,
  splitId,
} from './owned.js';

const query = ownedListQuery('purpose', 'id', 'tenantId');

/** Limits per tenant and purpose, for the console. A tenant without any has the defaults, which are shown as its own. */
@Controller('console/v1/policies')
export class PolicyConsoleController {
  constructor(
    private readonly scope: ConsoleScope,
    @Inject(TenantKeys) private readonly keys: TenantKeys,
  ) {}

  @Get()
  @Allows('read', 'policies')
  async list(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: query }) asked: z.output<typeof query>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { tenantId } = asked.filter;
    const rows = await this.scope.read(operator, (all) => effective(all, tenantShown(operator, tenantId).tenantId));
    return answerPage(reply, 'policies', asked, pageOf(rows, asked));
  }

  /** What a limit may be, and what it is unless somebody says otherwise. */
  @Get('bounds')
  @Allows('read', 'policies')
  bounds() {
    return { bounds: POLICY_BOUNDS, defaults: DEFAULT_POLICY };
  }

  @Get(':id')
  @Allows('read', 'policies')
  get(@CurrentOperator() operator: SignedIn, @Param('id') id: string) {
    return this.scope.read(operator, (rows) => find(rows, operator, id));
  }

  @Post()
  @Allows('create', 'policies')
  create(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: ownedBody }) { tenantId, ...input }: z.output<typeof ownedBody>,
  ) {
    return this.scope.change(operator, async (rows, tell) => {
      await demandOwner(rows, this.keys, operator, tenantId);
      const after = await new PolicyRepository(rows).set(tenantId, input as z.input<typeof policyChange>);
      const id = joinId(tenantId, after.purpose);
      await tell({ action: 'create', resource: 'policies', objectId: id, tenantId, after });
      return { id, tenantId, isDefault: false, ...after };
    });
  }

  @Patch(':id')
  @Allows('update', 'policies')
  change(
    @CurrentOperator() operator: SignedIn,
    @Param('id') id: string,
    @Body({ schema: changeBody }) input: z.output<typeof changeBody>,
  ) {
    return this.scope.change(operator, async (rows, tell) => {
      const { tenantId, purpose, ...before } = await find(rows, operator, id);
      const after = await new PolicyRepository(rows).set(tenantId, { ...input, purpose });
      await tell({ action: 'update', resource: 'policies', objectId: id, tenantId, before, after });
      return { id, tenantId, isDefault: false, ...after };
    });
  }

  /** The purpose is under the limits for any purpose again; that one goes back to the defaults. */
  @Delete(':id')
  @Allows('delete', 'policies')
  remove(@CurrentOperator() operator: SignedIn, @Param('id') id: string) {
    return this.scope.change(operator, async (rows, tell) => {
      const before = await find(rows, operator, id);
      await new PolicyRepository(rows).remove(before.tenantId, before.purpose);
      await tell({ action: 'delete', resource: 'policies', objectId: id, tenantId: before.tenantId, before });
      return before;
    });
  }
}

interface PolicyView extends PurposePolicy {
  readonly id: string;
  readonly tenantId: string;
  /** Nobody has set it: it is what holds without. */
  readonly isDefault: boolean;
}

/** The limits of a tenant, or the stored ones of all. */
async function effective({ policy, tenant }: Rows, tenantId: string | undefined): Promise<PolicyView[]> {
  const where = tenantId === undefined ? {} : { tenantId };
  const owners = await tenant.findMany({ where: tenantId === undefined ? {} : { id: tenantId }, select: { id: true } });
  const stored = (await policy.findMany({ where })).map((row) => ({ id: idOf(row), isDefault: false, ...row }));
  const known = new Set(stored.map(({ id }) => id));
  const defaults = owners
    .map(({ id }) => ({
      id: joinId(id, ANY_PURPOSE),
      tenantId: id,
      isDefault: true,
      purpose: ANY_PURPOSE,
      ...DEFAULT_POLICY,
    }))
    .filter(({ id }) => !known.has(id));
  return [...defaults, ...stored];
}

const idOf = ({ tenantId, purpose }: { tenantId: string; purpose: string }) => joinId(tenantId, purpose);

async function find(rows: Rows, operator: Standing, id: string): Promise<PolicyView> {
  const { tenantId } = splitId(operator, id);
  return found((await effective(rows, tenantId)).find((policy) => policy.id === id));
}
