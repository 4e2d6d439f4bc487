import { type DynamicModule, Module } from '@nestjs/common';
import { ConsoleScope } from '../operator/index.js';
import type { Parts } from '../parts.js';
import { ConsoleDeadLetters } from './console-dead-letters.js';
import { ConsoleExports } from './console-exports.js';
import { ConsoleVerifications } from './console-verifications.js';
import { DeadLettersController } from './dead-letters.console-controller.js';
import { DeliveriesController } from './deliveries.console-controller.js';
import { EventsController } from './events.console-controller.js';
import { Exports } from './exports.js';
import { VerificationsController } from './verifications.console-controller.js';

/** What the console asks of the log: events, deliveries, verifications. */
@Module({})
export class AuditModule {
  static with({ live, hashes, tenantKeys, clock, logger, database }: Parts): DynamicModule {
    return {
      module: AuditModule,
      controllers: [EventsController, DeliveriesController, VerificationsController, DeadLettersController],
      providers: [
        {
          provide: ConsoleDeadLetters,
          useFactory: (scope: ConsoleScope) => new ConsoleDeadLetters(scope, database.pool),
          inject: [ConsoleScope],
        },
        {
          provide: ConsoleExports,
          useFactory: (scope: ConsoleScope) => new ConsoleExports(scope, new Exports(tenantKeys), logger),
          inject: [ConsoleScope],
        },
        {
          provide: ConsoleVerifications,
          useFactory: (scope: ConsoleScope) => new ConsoleVerifications(scope, live.store, hashes, tenantKeys, clock),
          inject: [ConsoleScope],
        },
      ],
    };
  }
}
