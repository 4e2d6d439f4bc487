import { Courier, Verifications } from '@latchkey/core';
import type { Parts } from '../parts.js';

type Needed = Pick<Parts, 'config' | 'live' | 'metrics' | 'providers' | 'hashes' | 'sealPhone' | 'sending' | 'clock'>;

/** The use cases on the parts of this process. */
export function openVerifications(parts: Needed): Verifications {
  const { config, live, metrics, providers, hashes, sealPhone, sending, clock } = parts;
  const { partitions, platformLimits } = config;
  const courier = new Courier(providers, clock);
  const sendingStopped = () => sending.stopped;
  const options = { partitions, platformLimits, sendingStopped, decisions: metrics };
  return new Verifications(live.store, courier, hashes, sealPhone, clock, options);
}
