/** What other features may use of operators. */
export { ConsoleScope, demandTenant, tenantShown, type Tell } from './console-scope.js';
export { containing, contentRange, jsonParameter, listQuery, type Page, sliceOf, spanOf } from './list-query.js';
export type { SignedIn } from './operator.guard.js';
export { type Deed, type Doer, OperatorLog } from './operator-log.js';
export { checkOperatorLog, type LogCheck } from './operator-log-check.js';
export { OperatorSecrets } from './operator-secrets.js';
export { createSetupLink, findSetupLink } from './setup-link.js';
