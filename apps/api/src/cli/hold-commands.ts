import type { Command } from 'commander';
import { newEventId, Refused, systemClock, type TenantScope, type VerificationStore } from '@latchkey/core';
import { openLiveState } from '../live-state.js';
import { OperatorLog } from '../operator/index.js';
import type { Config } from '../platform/config.js';
import { createLogger } from '../platform/logger.js';
import { fullNumber } from './audit-commands.js';
import { COMMAND_LINE, type OfTenant, ofTenant, type Run, works } from './command.js';
import { sheet } from './terminal.js';
import { theTenant, type Workshop } from './workshop.js';

interface OfNumber extends OfTenant {
  readonly test?: boolean;
}

/** Numbers that too many wrong codes in a row have put on hold. */
export function addHoldCommands(program: Command, run: Run): void {
  const hold = program.command('hold').description('numbers on hold after too many wrong codes in a row');

  works<OfNumber>(
    run,
    ofNumber(hold.command('show')).description('wrong codes in a row'),
    async (workshop, of, text) => {
      const { scope, phoneKey, phone } = await numberOf(workshop, of, text);
      const failures = await inLiveState(workshop.config, (store) => store.failuresOf(scope, phoneKey));
      return { json: { ...scope, phone, failures }, text: sheet({ phone, failures }) };
    },
  );

  const release = ofNumber(hold.command('release')).description('forget them, once somebody has looked into it');
  works<OfNumber>(run, release, async (workshop, of, text) => {
    const { scope, phoneKey, phone } = await numberOf(workshop, of, text);
    const event = { id: newEventId(systemClock.now()), details: { by: COMMAND_LINE.name } };
    const command = { phoneKey, purpose: '', verificationId: '', event };
    const released = await inLiveState(workshop.config, (store) => store.release(scope, command));
    if (released.outcome === 'not_found') throw new Refused({ kind: 'not_found' });
    const { failures } = released;
    const deed = { action: 'update', resource: 'verifications', objectId: phone, tenantId: scope.tenantId } as const;
    await workshop.database.prisma.$transaction((rows) =>
      new OperatorLog(systemClock).append(rows, COMMAND_LINE, {
        ...deed,
        before: { failures },
        after: { failures: 0 },
      }),
    );
    return { json: { ...scope, phone, released: failures }, text: sheet({ phone, released: failures }) };
  });
}

const ofNumber = (command: Command): Command =>
  ofTenant(command).argument('<phone>', 'such as +8618500000000').option('--test', 'what test keys did');

async function numberOf(workshop: Workshop, { tenant, test }: OfNumber, text: string) {
  const { e164, masked } = fullNumber(text);
  const scope: TenantScope = { tenantId: (await theTenant(workshop, tenant)).id, mode: test ? 'test' : 'live' };
  return { scope, phoneKey: workshop.hashes.phoneKey(e164), phone: masked };
}

/** Throws Refused where live state is out of reach of another process. */
async function inLiveState<T>(config: Config, work: (store: VerificationStore) => Promise<T>): Promise<T> {
  if (config.redis === undefined) {
    const message = 'without REDIS_URL wrong codes are counted in the memory of the server: use its console';
    throw new Refused({ kind: 'invalid_parameter', field: 'REDIS_URL', message });
  }
  const live = await openLiveState(config, systemClock, createLogger('silent'));
  try {
    return await work(live.store);
  } finally {
    await live.close();
  }
}
