import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { type Caller, PERMISSIONS, Refused, Verifications } from '@latchkey/core';
import type pg from 'pg';
import { z } from 'zod';
import { ConsoleScope, demandTenant, type SignedIn } from '../operator/index.js';
import { Allows, CurrentOperator } from '../operator/operator.guard.js';
import { TenantKeys } from '../platform/crypto/tenant-keys.js';
import { DATABASE_POOL } from '../platform/tokens.js';
import { readTenant } from '../tenant/index.js';
import { startBody } from './verification.requests.js';

const owner = z.string().min(1).max(64);
const testSend = z.strictObject({
  tenantId: owner,
  phone: startBody.shape.phone,
  purpose: startBody.shape.purpose,
  locale: startBody.shape.locale,
});
const testCheck = z.strictObject({
  tenantId: owner,
  id: z.string().min(1).max(64),
  code: z.string().regex(/^[0-9]{4,10}$/, 'must be digits'),
});

/** Where a verification that an operator started says it comes from, in place of an API key. */
const CONSOLE_KEY = 'console';

/**
 * A send and its check in a tenant's name, the very ones its API keys would get: live, through its own accounts, under its own
 * limits. It tells whether a set-up works.
 */
@Controller('console/v1/test-sends')
export class TestSendConsoleController {
  constructor(
    private readonly scope: ConsoleScope,
    private readonly verifications: Verifications,
    @Inject(TenantKeys) private readonly keys: TenantKeys,
    @Inject(DATABASE_POOL) private readonly pool: pg.Pool,
  ) {}

  @Post()
  @Allows('create', 'verifications')
  async send(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: testSend }) { tenantId, phone, purpose, locale }: z.output<typeof testSend>,
  ) {
    const caller = await this.callerFor(operator, tenantId);
    const request = { phone, purpose, metadata: {}, origin: { requestId: operator.requestId } };
    const { verification, delivery } = await this.verifications.start(
      caller,
      locale === undefined ? request : { ...request, locale },
    );
    const { id, phoneMasked, expiresAt, resendAfter } = verification;
    const after = { phone: phoneMasked, purpose, delivery };
    await this.scope.change(operator, (_, tell) =>
      tell({ action: 'create', resource: 'verifications', objectId: id, tenantId, after }),
    );
    return { id, tenantId, ...after, expiresAt: new Date(expiresAt), resendAfter: new Date(resendAfter) };
  }

  /** Refused like a tenant's own check. */
  @Post('check')
  @HttpCode(200)
  @Allows('create', 'verifications')
  async check(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: testCheck }) { tenantId, id, code }: z.output<typeof testCheck>,
  ) {
    const caller = await this.callerFor(operator, tenantId);
    const origin = { requestId: operator.requestId };
    const { status } = await this.verifications.check(caller, { id, code, purpose: '', origin });
    return { id, status };
  }

  private async callerFor(operator: SignedIn, tenantId: string): Promise<Caller> {
    demandTenant(operator, tenantId);
    const known = await readTenant(this.pool, tenantId);
    if (!known) throw new Refused({ kind: 'not_found' });
    const { tenant, dataKey } = known;
    if (tenant.status === 'suspended') throw new Refused({ kind: 'tenant_suspended' });
    this.keys.remember(tenantId, dataKey);
    return { tenantId, mode: 'live', tenant, keyId: CONSOLE_KEY, permissions: new Set(PERMISSIONS) };
  }
}
