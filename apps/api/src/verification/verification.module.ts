import { type DynamicModule, Module } from '@nestjs/common';
import { Verifications } from '@latchkey/core';
import type { Parts } from '../parts.js';
import { openVerifications } from './open-verifications.js';
import { TutorialController } from './tutorial.controller.js';
import { VerificationController } from './verification.controller.js';

/** Starting and checking verifications, on both wires. */
@Module({})
export class VerificationModule {
  static with(parts: Parts): DynamicModule {
    return {
      module: VerificationModule,
      controllers: [VerificationController, TutorialController],
      providers: [{ provide: Verifications, useValue: openVerifications(parts) }],
      exports: [Verifications],
    };
  }
}
