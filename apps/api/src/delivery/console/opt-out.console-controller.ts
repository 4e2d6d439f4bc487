import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { KeyedHashes, parsePhone } from '@latchkey/core';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ConsoleScope, type SignedIn, spanOf, tenantShown } from '../../operator/index.js';
import { Allows, CurrentOperator } from '../../operator/operator.guard.js';
import { TenantKeys } from '../../platform/crypto/tenant-keys.js';
import { answerPage, demandOwner, found, joinId, ownedListQuery, splitId } from '../../tenant/index.js';
import { OptOutRepository } from '../opt-out/opt-out-repository.js';

const query = ownedListQuery('createdAt', 'id', 'source');
const newOptOut = z.strictObject({ tenantId: z.string().min(1).max(100), phone: z.string().max(32) });

const SHOWN = { tenantId: true, phoneKey: true, phone: true, source: true, createdAt: true } as const;

/** Numbers that want no messages of a tenant, for the console. They are shown masked and known by their keys. */
@Controller('console/v1/opt-outs')
export class OptOutConsoleController {
  constructor(
    private readonly scope: ConsoleScope,
    private readonly hashes: KeyedHashes,
    @Inject(TenantKeys) private readonly keys: TenantKeys,
  ) {}

  @Get()
  @Allows('read', 'optOuts')
  async list(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: query }) asked: z.output<typeof query>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { filter, sort, range } = asked;
    const where = { ...tenantShown(operator, filter.tenantId), endedAt: null };
    const direction = sort[1] === 'ASC' ? ('asc' as const) : ('desc' as const);
    const field = sort[0] === 'id' ? 'phoneKey' : sort[0];
    const page = await this.scope.read(operator, async ({ optOut }) => ({
      total: await optOut.count({ where }),
      rows: await optOut.findMany({
        where,
        select: SHOWN,
        orderBy: [{ [field]: direction }, { tenantId: 'asc' }, { phoneKey: 'asc' }],
        ...spanOf(range),
      }),
    }));
    return answerPage(reply, 'opt-outs', asked, { ...page, rows: page.rows.map(viewOf) });
  }

  @Post()
  @Allows('create', 'optOuts')
  create(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: newOptOut }) { tenantId, phone }: z.output<typeof newOptOut>,
  ) {
    return this.scope.change(operator, async (rows, tell) => {
      await demandOwner(rows, this.keys, operator, tenantId);
      const after = await new OptOutRepository(rows, this.hashes).add(tenantId, phone);
      await tell({ action: 'create', resource: 'optOuts', objectId: after.phone, tenantId, after });
      // Two numbers may look alike when they are masked.
      const phoneKey = this.hashes.phoneKey(found(parsePhone(phone)).e164);
      return viewOf({ tenantId, phoneKey, ...after });
    });
  }

  /** The number may be sent to again, within a few seconds everywhere. */
  @Delete(':id')
  @Allows('delete', 'optOuts')
  remove(@CurrentOperator() operator: SignedIn, @Param('id') id: string) {
    const { tenantId, name: phoneKey } = splitId(operator, id);
    return this.scope.change(operator, async (rows, tell) => {
      const before = viewOf(
        found(await rows.optOut.findFirst({ where: { tenantId, phoneKey, endedAt: null }, select: SHOWN })),
      );
      await new OptOutRepository(rows, this.hashes).end(tenantId, phoneKey);
      await tell({ action: 'delete', resource: 'optOuts', objectId: before.phone, tenantId, before });
      return before;
    });
  }
}

interface Row {
  readonly tenantId: string;
  readonly phoneKey: string;
  readonly phone: string;
  readonly source: string;
  readonly createdAt: Date;
}

const viewOf = ({ phoneKey, ...row }: Row) => ({ id: joinId(row.tenantId, phoneKey), ...row });
