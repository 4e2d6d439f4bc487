import type { Command } from 'commander';
import { ANY_PURPOSE, type Policy, POLICY_BOUNDS } from '@latchkey/core';
import type { PurposePolicy } from '../tenant/policy-repository.js';
import { given, type OfTenant, ofTenant, type Run, wholeNumber, works } from './command.js';
import { sheet, table } from './terminal.js';
import { theTenant } from './workshop.js';

type SetPolicy = OfTenant & Partial<Policy>;

const LIMITS = Object.entries(POLICY_BOUNDS) as [keyof typeof POLICY_BOUNDS, { min: number; max: number }][];

export function addPolicyCommands(program: Command, run: Run): void {
  const policy = program.command('policy').description('limits of a tenant, per purpose');

  const set = ofTenant(policy.command('set'))
    .argument('[purpose]', 'such as login; left out: any that has no limits of its own')
    .description('change limits; what is left out stays')
    .option('--require-id', 'a check must name the verification id')
    .option('--no-require-id', 'a check may name the number alone');
  for (const [limit, { min, max }] of LIMITS) set.option(`--${kebab(limit)} <number>`, `${min} to ${max}`, wholeNumber);
  works<SetPolicy & { json?: true }>(run, set, async (workshop, { tenant, json: _, ...change }, purpose) => {
    const { id: tenantId } = await theTenant(workshop, tenant);
    const stored = await workshop.policies.set(tenantId, { purpose: purpose || ANY_PURPOSE, ...given(change) });
    return { json: { tenantId, policy: stored }, text: sheet({ ...stored }) };
  });

  works<OfTenant>(run, ofTenant(policy.command('show')).description('show them'), async (workshop, { tenant }) => {
    const { id: tenantId } = await theTenant(workshop, tenant);
    const policies = await workshop.policies.list(tenantId);
    return { json: { tenantId, policies }, text: table(policies, COLUMNS) };
  });
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);

const COLUMNS: Record<string, (row: PurposePolicy) => string | number | boolean> = {
  PURPOSE: ({ purpose }) => purpose,
  ...Object.fromEntries(LIMITS.map(([limit]) => [limit, (row: PurposePolicy) => row[limit]])),
  requireId: ({ requireId }) => requireId,
};
