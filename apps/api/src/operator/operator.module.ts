import { type DynamicModule, Module } from '@nestjs/common';
import type { Parts } from '../parts.js';
import { RequestLimits } from '../platform/http/request-limits.js';
import { Metrics } from '../platform/metrics.js';
import { ConsoleScope } from './console-scope.js';
import { OperatorLog } from './operator-log.js';
import { OperatorSessions } from './operator-sessions.js';
import { SessionController } from './session.controller.js';
import { SessionCookie } from './session-cookie.js';
import { TenantListing } from './tenant-listing.js';
import { TenantsController } from './tenants.controller.js';

/** What the console asks: operators' sessions, and what operators may see. */
@Module({})
export class OperatorModule {
  static with({ config, database, clock, metrics }: Parts): DynamicModule {
    const scope = new ConsoleScope(database, new OperatorLog(clock));
    return {
      module: OperatorModule,
      // Controllers of the console stand in the features whose things they show.
      global: true,
      controllers: [SessionController, TenantsController],
      providers: [
        RequestLimits,
        { provide: Metrics, useValue: metrics },
        { provide: SessionCookie, useValue: new SessionCookie(config.publicUrl) },
        { provide: OperatorSessions, useValue: new OperatorSessions(database.prisma, clock) },
        { provide: ConsoleScope, useValue: scope },
        { provide: TenantListing, useValue: new TenantListing(scope) },
      ],
      exports: [RequestLimits, SessionCookie, OperatorSessions, ConsoleScope],
    };
  }
}
