import { type DynamicModule, Module } from '@nestjs/common';
import type { Parts } from '../parts.js';
import { CALLERS } from './callers.js';

/** Tenants and their keys. */
@Module({})
export class TenantModule {
  static with({ directory }: Parts): DynamicModule {
    return { module: TenantModule, providers: [{ provide: CALLERS, useValue: directory }], exports: [CALLERS] };
  }
}
