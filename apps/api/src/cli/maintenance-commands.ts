import type { Command } from 'commander';
import { createSetupLink } from '../operator/index.js';
import { openDatabase } from '../platform/database/database.js';
import { answers, type Run, works } from './command.js';
import { diagnose } from './doctor.js';
import { databaseLocation } from './workshop.js';

export function addMaintenanceCommands(program: Command, run: Run): void {
  answers(run, program.command('migrate').description('bring the database up to date'), async () => {
    const database = await openDatabase(databaseLocation(run.config()));
    try {
      const applied = await database.migrate();
      return { json: { applied }, text: applied.length > 0 ? `applied ${applied.join(', ')}` : 'nothing to apply' };
    } finally {
      await database.close();
    }
  });

  answers(run, program.command('doctor').description('look for what is wrong with this installation'), async () => {
    const findings = await diagnose(run.config);
    const healthy = findings.every((finding) => finding.ok);
    const lines = findings.map(({ name, ok, message }) => `${ok ? 'ok     ' : 'WRONG  '}${name.padEnd(16)}${message}`);
    return { json: { healthy, findings }, text: lines.join('\n'), failed: !healthy };
  });

  const console = program.command('console').description('the operators’ console');
  works(
    run,
    console.command('link').description('print a one-time link that makes an owner, good for 24 hours'),
    async (workshop) => {
      const { database, config } = workshop;
      const setupUrl = await createSetupLink(database.prisma, config.publicUrl, new Date());
      return { json: { setupUrl }, text: setupUrl };
    },
  );
}
