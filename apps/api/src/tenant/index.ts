/** What other features may use of tenants, besides the Nest module and the guard. */
export { CredentialVault } from './account-credentials.js';
export { AccountRepository } from './account-repository.js';
export { firstStart, writeQuickstart } from './first-start.js';
export { InstallationRepository } from './installation-repository.js';
export { KeyRepository } from './key-repository.js';
export { openPhone } from './phone-seal.js';
export { PolicyRepository } from './policy-repository.js';
export { PriceRepository } from './price-repository.js';
export { TenantRepository, type TenantSummary } from './tenant-repository.js';
