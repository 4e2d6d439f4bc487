/** What other features may use of tenants, besides the Nest module and the guard. */
export { CredentialVault, type StoredAccount } from './account-credentials.js';
export { AccountRepository } from './account-repository.js';
export { readTenant } from './caller-reader.js';
export { answerPage, demandOwner, found, joinId, ownedBody, ownedListQuery, splitId } from './console/owned.js';
export { firstStart, writeQuickstart } from './first-start.js';
export { newSignature, newTemplate } from './inputs.js';
export { InstallationRepository } from './installation-repository.js';
export { KeyRepository } from './key-repository.js';
export { openPhone } from './phone-seal.js';
export { answerWithin } from './patience.js';
export { PolicyRepository } from './policy-repository.js';
export { PriceRepository } from './price-repository.js';
export { TenantRepository, type TenantSummary } from './tenant-repository.js';
