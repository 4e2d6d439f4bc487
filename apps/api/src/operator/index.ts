/** What other features may use of operators. */
export { createSetupLink, redeemSetupToken } from './setup-link.js';
