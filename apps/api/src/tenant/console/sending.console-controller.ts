import { Body, Controller, Get, Put } from '@nestjs/common';
import { z } from 'zod';
import { ConsoleScope, type SignedIn } from '../../operator/index.js';
import { Allows, CurrentOperator } from '../../operator/operator.guard.js';
import { InstallationRepository } from '../installation-repository.js';
import { SendingSwitch } from '../sending-switch.js';

export const sendingBody = z.strictObject({ sending: z.boolean('must be true or false') });

/** The kill switch of the whole platform. */
@Controller('console/v1/sending')
export class SendingConsoleController {
  constructor(
    private readonly scope: ConsoleScope,
    private readonly everywhere: SendingSwitch,
  ) {}

  @Get()
  @Allows('read', 'settings')
  async get(@CurrentOperator() operator: SignedIn) {
    return { sending: await this.scope.read(operator, (rows) => new InstallationRepository(rows).sending()) };
  }

  /** Felt by this process at once, by all within five seconds. */
  @Put()
  @Allows('update', 'settings')
  async set(@CurrentOperator() operator: SignedIn, @Body({ schema: sendingBody }) after: z.output<typeof sendingBody>) {
    await this.scope.change(operator, async (rows, tell) => {
      const installation = new InstallationRepository(rows);
      const before = { sending: await installation.sending() };
      await installation.setSending(after.sending);
      await tell({ action: 'update', resource: 'settings', objectId: 'sending', before, after });
    });
    await this.everywhere.poll().catch(() => undefined);
    return after;
  }
}
