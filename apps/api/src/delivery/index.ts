/** What other features may use of deliveries, besides the Nest module. */
export { CallbackRepository } from './receipts/callback-repository.js';
