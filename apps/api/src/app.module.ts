import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { AuditModule } from './audit/audit.module.js';
import { DeliveryConsoleModule } from './delivery/delivery-console.module.js';
import { DeliveryModule } from './delivery/delivery.module.js';
import { HealthModule } from './health/health.module.js';
import { OperatorModule } from './operator/operator.module.js';
import type { Parts } from './parts.js';
import { HybridThrottlerStorage } from './platform/http/hybrid-throttler-storage.js';
import { ADDRESS_WINDOW, KEY_WINDOW, RequestLimits } from './platform/http/request-limits.js';
import { RequestPipe } from './platform/http/request.pipe.js';
import { RouteTable } from './platform/http/route-table.js';
import { ThrottlingGuard } from './platform/http/throttling.guard.js';
import { LOGGER } from './platform/logger.js';
import { Metrics } from './platform/metrics.js';
import { RefusalFilter } from './platform/refusal.filter.js';
import { StatsModule } from './stats/stats.module.js';
import { ApiKeyGuard } from './tenant/api-key.guard.js';
import { TenantConsoleModule } from './tenant/tenant-console.module.js';
import { TenantModule } from './tenant/tenant.module.js';
import { VerificationConsoleModule } from './verification/verification-console.module.js';
import { VerificationModule } from './verification/verification.module.js';

const MINUTE_MS = 60_000;

@Module({})
export class AppModule {
  static with(parts: Parts, routes: RouteTable, storage: HybridThrottlerStorage): DynamicModule {
    const { config, logger, metrics } = parts;
    const { perKeyPerMinute, perIpPerMinute } = config.httpLimits;
    const answersTenants = config.roles.has('api');
    return {
      module: AppModule,
      imports: [
        ThrottlerModule.forRoot({
          storage,
          throttlers: [
            { name: KEY_WINDOW, ttl: MINUTE_MS, limit: perKeyPerMinute },
            { name: ADDRESS_WINDOW, ttl: MINUTE_MS, limit: perIpPerMinute },
          ],
        }),
        HealthModule.with(parts),
        TenantModule.with(parts),
        ...(config.roles.has('console')
          ? [
              OperatorModule.with(parts),
              AuditModule.with(parts),
              StatsModule.with(parts),
              TenantConsoleModule.with(parts),
              DeliveryConsoleModule.with(parts),
              VerificationConsoleModule.with(parts),
            ]
          : []),
        ...(answersTenants ? [VerificationModule.with(parts), DeliveryModule.with(parts)] : []),
      ],
      providers: [
        RequestLimits,
        { provide: RouteTable, useValue: routes },
        { provide: LOGGER, useValue: logger },
        { provide: Metrics, useValue: metrics },
        RefusalFilter,
        ApiKeyGuard,
        ThrottlingGuard,
        { provide: APP_FILTER, useExisting: RefusalFilter },
        { provide: APP_GUARD, useExisting: ApiKeyGuard },
        { provide: APP_GUARD, useExisting: ThrottlingGuard },
        { provide: APP_PIPE, useClass: RequestPipe },
      ],
    };
  }
}
