import { eventLogContract } from '../testing/event-log.contract.js';
import { systemClock } from '../clock.js';
import { MemoryVerificationStore } from '../verification/memory-verification-store.js';

describe('MemoryEventLog', () => {
  eventLogContract((maxBacklog) => {
    const store = new MemoryVerificationStore(systemClock, { maxSubjects: 1_000, maxBacklog });
    return Promise.resolve({ store, events: store.events });
  });
});
