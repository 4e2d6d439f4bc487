import { type DynamicModule, Module } from '@nestjs/common';
import { Gauge } from 'prom-client';
import type { Parts } from '../parts.js';
import { Metrics } from '../platform/metrics.js';
import { CONFIG } from '../platform/tokens.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

/** Liveness, readiness and metrics. */
@Module({})
export class HealthModule {
  static with(parts: Parts): DynamicModule {
    const { config, metrics } = parts;
    measureBacklog(parts);
    return {
      module: HealthModule,
      controllers: [HealthController],
      providers: [
        { provide: Readiness, useValue: readinessOf(parts) },
        { provide: Metrics, useValue: metrics },
        { provide: CONFIG, useValue: config },
      ],
      exports: [Readiness],
    };
  }
}

function readinessOf({ config, database, live }: Parts): Readiness {
  return new Readiness([
    { name: 'database', vital: !config.roles.has('api'), probe: () => database.pool.query('SELECT 1') },
    ...(live.kind === 'redis' ? [{ name: 'redis', vital: true, probe: () => live.ping() }] : []),
  ]);
}

function measureBacklog({ metrics, live }: Parts): void {
  new Gauge({
    name: 'latchkey_event_backlog_events',
    help: 'Events waiting to be stored.',
    registers: [metrics.registry],
    async collect(): Promise<void> {
      // Left as it was when the log cannot be asked: the rest of the scrape must not suffer.
      const backlog = await live.events.backlog().catch(() => undefined);
      if (backlog) this.set(backlog.events);
    },
  });
}
