import { type DynamicModule, Module } from '@nestjs/common';
import type { Parts } from '../parts.js';
import { Metrics } from '../platform/metrics.js';
import { CONFIG } from '../platform/tokens.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';
import { SystemConsoleController } from './system.console-controller.js';
import { SystemReport } from './system-report.js';

/** Liveness, readiness and metrics. */
@Module({})
export class HealthModule {
  static with(parts: Parts): DynamicModule {
    const { config, metrics } = parts;
    return {
      module: HealthModule,
      controllers: [HealthController, ...(config.roles.has('console') ? [SystemConsoleController] : [])],
      providers: [
        { provide: Readiness, useValue: readinessOf(parts) },
        { provide: Metrics, useValue: metrics },
        { provide: CONFIG, useValue: config },
        { provide: SystemReport, useValue: new SystemReport(parts) },
      ],
      exports: [Readiness],
    };
  }
}

function readinessOf({ config, database, live, backlog }: Parts): Readiness {
  return new Readiness([
    { name: 'database', vital: !config.roles.has('api'), probe: () => database.pool.query('SELECT 1') },
    ...(live.kind === 'redis' ? [{ name: 'redis', vital: true, probe: () => live.ping() }] : []),
    { name: 'event_backlog', vital: false, probe: () => backlog.probe() },
  ]);
}
