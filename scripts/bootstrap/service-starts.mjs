import { existsSync, rmSync, writeFileSync } from 'node:fs';

const POLICY = '/usr/sbin/policy-rc.d';

/**
 * Packages start the servers they bring, unless this file forbids it. The tests start servers of their own, and nothing may be
 * left running on somebody's machine. A policy that is there already (as in Docker's images) stays as it is.
 * @param {() => Promise<void>} work
 */
export async function withoutServiceStarts(work) {
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    if (ours) rmSync(POLICY, { force: true });
  }
}
