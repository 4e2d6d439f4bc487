import { type DynamicModule, Module } from '@nestjs/common';
import type { Parts } from '../parts.js';
import { Concerns } from './attention.js';
import { StatisticsController } from './statistics.console-controller.js';

/** What the console asks of the sums. */
@Module({})
export class StatsModule {
  static with({ live, accountStates, clock }: Parts): DynamicModule {
    return {
      module: StatsModule,
      controllers: [StatisticsController],
      providers: [
        { provide: Concerns, useValue: new Concerns({ events: live.events, accounts: accountStates, clock }) },
      ],
    };
  }
}
