import { type StoreUnderTest, verificationStoreContract } from '../testing/verification-store.contract.js';
import type { TestClock } from '../testing/test-clock.js';
import { MemoryVerificationStore } from './memory-verification-store.js';

function storeUnder(clock: TestClock): StoreUnderTest {
  const store = new MemoryVerificationStore(clock);
  return {
    store,
    eventsOf: async (tenantId) => {
      const read = await store.events.read(Infinity);
      store.events.release(read);
      return read.map(({ event }) => event).filter((event) => event.tenantId === tenantId);
    },
  };
}

describe('MemoryVerificationStore', () => {
  verificationStoreContract(storeUnder);
});
