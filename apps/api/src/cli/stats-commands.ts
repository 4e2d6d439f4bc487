import { type Command, Option } from 'commander';
import { Refused } from '@latchkey/core';
import { type Summary, summaryOf, summaryQuery } from '../stats/index.js';
import { given, type OfTenant, ofTenant, type Run, timeAhead, works } from './command.js';
import { sheet } from './terminal.js';
import { theTenant } from './workshop.js';

interface Asked extends OfTenant {
  readonly days: string;
  readonly mode: string;
}

export function addStatsCommands(program: Command, run: Run): void {
  const stats = ofTenant(program.command('stats').description('what was sent, delivered and approved'))
    .option('--days <days>', 'how far to look back', '7')
    .addOption(new Option('--mode <mode>').choices(['live', 'test']).default('live'));
  works<Asked>(run, stats, async (workshop, { tenant, days, mode }) => {
    const tenantId = tenant === undefined ? undefined : (await theTenant(workshop, tenant)).id;
    const to = new Date();
    const from = new Date(2 * to.getTime() - timeAhead(`${days}d`).getTime());
    const asked = { from: from.toISOString(), to: to.toISOString(), mode, ...given({ tenantId }) };
    const selected = summaryQuery.safeParse(asked);
    if (!selected.success) {
      const message = selected.error.issues[0]?.message ?? '';
      throw new Refused({ kind: 'invalid_parameter', field: 'days', message });
    }
    const summary = await summaryOf(workshop.database.prisma, selected.data);
    return { json: summary, text: describe(summary) };
  });
}

function describe({ current: { from, to, counts, rates }, durations, cost }: Summary): string {
  const percent = (rate: number | null) => (rate === null ? '' : `  ${(rate * 100).toFixed(1)} %`);
  const seconds = (ms: number | null) => (ms === null ? '-' : `${(ms / 1000).toFixed(1)} s`);
  const timed = ({ p50, p95 }: { p50: number | null; p95: number | null }) =>
    `half within ${seconds(p50)}, 95 % within ${seconds(p95)}`;
  return sheet({
    from,
    to,
    requested: counts.requested,
    limited: `${counts.limited}${percent(rates.limited)}`,
    accepted: `${counts.accepted}${percent(rates.accepted)}`,
    delivered: `${counts.delivered}${percent(rates.delivered)}`,
    approved: `${counts.approved}${percent(rates.approved)}`,
    'provider call': timed(durations.send_ms),
    'to the phone': timed(durations.delivery_ms),
    'to the code': timed(durations.approval_ms),
    ...Object.fromEntries(
      cost.map(({ currency, amount, unpriced }) => [
        `cost in ${currency}`,
        unpriced > 0 ? `${amount}, and ${unpriced} segments without a price` : amount,
      ]),
    ),
  });
}
