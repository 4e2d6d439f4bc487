import { Controller, Get } from '@nestjs/common';
import { Allows } from '../operator/operator.guard.js';
import { SystemReport } from './system-report.js';

/** How this process is and what it runs with, for the console. */
@Controller('console/v1')
export class SystemConsoleController {
  constructor(private readonly system: SystemReport) {}

  @Get('health')
  @Allows('read', 'health')
  health() {
    return this.system.health();
  }

  /** Without secrets. Settings are read from the environment when a process starts and cannot be changed here. */
  @Get('settings')
  @Allows('read', 'settings')
  settings() {
    return this.system.settings();
  }
}
