/** What other features may use of deliveries, besides the Nest module. */
export { OptOutKeeper } from './opt-out/opt-out-keeper.js';
export { OptOutRepository, type OptOutSummary } from './opt-out/opt-out-repository.js';
export { optOutRepliers } from './opt-out/replies.js';
export { queueConversions } from './conversion/approvals.js';
export { linkOptions } from './providers.js';
export { chinaDay, dayBefore, isDay } from './reconciliation/china-day.js';
export { agrees, type Reconciled, Reconciler } from './reconciliation/reconciler.js';
export { startReportWork } from './report-work.js';
export { AccountLinks } from './tencent/account-links.js';
export { tencentAccounts } from './tencent/accounts.js';
export { CallbackRepository } from './receipts/callback-repository.js';
export { PackageKeeper } from './packages/package-keeper.js';
export { ReviewKeeper } from './reviews/review-keeper.js';
export { ReviewOffice } from './reviews/review-office.js';
