import { Courier, Verifications } from '@latchkey/core';
import type { Parts } from '../parts.js';
import { MeasuredStore } from './measured-store.js';

type Needed = Pick<Parts, 'config' | 'live' | 'metrics' | 'providers' | 'hashes' | 'sealPhone' | 'sending' | 'clock'>;

/** The use cases on the parts of this process. */
export function openVerifications(parts: Needed): Verifications {
  const { config, live, metrics, providers, hashes, sealPhone, sending, clock } = parts;
  const { partitions, platformLimits } = config;
  const store = new MeasuredStore(live.store, metrics);
  const courier = new Courier(providers, clock);
  const sendingStopped = () => sending.stopped;
  return new Verifications(store, courier, hashes, sealPhone, clock, { partitions, platformLimits, sendingStopped });
}
