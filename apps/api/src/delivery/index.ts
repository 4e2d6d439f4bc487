/** What other features may use of deliveries, besides the Nest module. */
export { OptOutKeeper } from './opt-out/opt-out-keeper.js';
export { OptOutRepository, type OptOutSummary } from './opt-out/opt-out-repository.js';
export { optOutRepliers } from './opt-out/replies.js';
export { CallbackRepository } from './receipts/callback-repository.js';
