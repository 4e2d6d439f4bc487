export * from './commands.js';
export * from './event-log.contract.js';
export * from './test-clock.js';
export * from './verification-store.contract.js';
export * from './store-model.js';
