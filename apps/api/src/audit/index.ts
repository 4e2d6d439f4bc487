/** What other features may use of the audit. */
export { type DeadLetter, listDeadLetters, type Retried, retryDeadLetters } from './dead-letters.js';
export { ensureEventPartitions } from './event-partitions.js';
export { type Erased, erasePhone, repeatErasures } from './erasure.js';
export { EXPORT_FORMATS, type ExportFormat, Exports } from './exports.js';
export { deliveryFilter, eventFilter } from './filters.js';
export { Retention, type Retired } from './retention.js';
export { type Timeline, timelineOf } from './timeline.js';
export { verificationPage, type VerificationSummary } from './verification-listing.js';
