import { type DynamicModule, Module } from '@nestjs/common';
import { Courier, Verifications } from '@latchkey/core';
import type { Parts } from '../parts.js';
import { MeasuredStore } from './measured-store.js';
import { TutorialController } from './tutorial.controller.js';
import { VerificationController } from './verification.controller.js';

/** Starting and checking verifications, on both wires. */
@Module({})
export class VerificationModule {
  static with({ config, live, metrics, providers, hashes, sealPhone, clock }: Parts): DynamicModule {
    const { partitions, platformLimits } = config;
    const store = new MeasuredStore(live.store, metrics);
    const courier = new Courier(providers, clock);
    const verifications = new Verifications(store, courier, hashes, sealPhone, clock, { partitions, platformLimits });
    return {
      module: VerificationModule,
      controllers: [VerificationController, TutorialController],
      providers: [{ provide: Verifications, useValue: verifications }],
      exports: [Verifications],
    };
  }
}
