import { eventLogContract } from '../testing/event-log.contract.js';
import { systemClock } from '../clock.js';
import { MemoryVerificationStore } from '../verification/memory-verification-store.js';

describe('MemoryEventLog', () => {
  eventLogContract(() => {
    const store = new MemoryVerificationStore(systemClock);
    return Promise.resolve({ store, events: store.events });
  });
});
