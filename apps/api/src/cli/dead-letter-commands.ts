import type { Command } from 'commander';
import { type DeadLetter, listDeadLetters, retryDeadLetters } from '../audit/index.js';
import { type Run, works } from './command.js';

export function addDeadLetterCommands(program: Command, run: Run): void {
  const deadLetter = program.command('dead-letter').description('events that the database refused');

  works(run, deadLetter.command('list').description('show them, oldest first'), async ({ database }) => {
    const deadLetters = await listDeadLetters(database.pool);
    return {
      json: { deadLetters },
      text: deadLetters.length > 0 ? deadLetters.map(line).join('\n') : 'no dead letters',
    };
  });

  const retry = deadLetter.command('retry [id]').description('store one again, or all of them');
  works(run, retry, async ({ database }, _options, id) => {
    const results = await retryDeadLetters(database.pool, { id: id === '' ? undefined : id });
    const refused = results.filter(({ stored }) => !stored);
    return {
      json: { stored: results.length - refused.length, refused },
      text: [
        `stored ${results.length - refused.length} of ${results.length}`,
        ...refused.map(({ id: letter, error }) => `${letter}  ${error ?? ''}`),
      ].join('\n'),
      failed: refused.length > 0 || (id !== '' && results.length === 0),
    };
  });
}

const line = ({ id, at, tenantId, event, error }: DeadLetter) =>
  `${id}  ${at.toISOString()}  ${tenantId}  ${event.type} ${event.outcome}  ${error}`;
