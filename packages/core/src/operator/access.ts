/** What an operator is to an installation, or to the one tenant it is bound to. */
export const OPERATOR_ROLES = ['owner', 'admin', 'support', 'auditor'] as const;
export type OperatorRole = (typeof OPERATOR_ROLES)[number];

/** `reveal` shows in full what is masked or kept secret; `export` takes many rows out of the house. */
export const ACTIONS = ['read', 'create', 'update', 'delete', 'reveal', 'export'] as const;
export type Action = (typeof ACTIONS)[number];

export const RESOURCES = [
  'tenants',
  'apiKeys',
  'accounts',
  'signatures',
  'templates',
  'policies',
  'verifications',
  'deliveries',
  'events',
  'statistics',
  'sandbox',
  'optOuts',
  'deadLetters',
  'operators',
  'operatorLog',
  'sessions',
  'settings',
  'health',
  'prices',
] as const;
export type Resource = (typeof RESOURCES)[number];

/** By what an operator is judged. */
export interface Standing {
  readonly role: OperatorRole;
  /** The one tenant whose affairs are the operator's; absent for operators of the whole platform. */
  readonly tenantId?: string | undefined;
}

/** A person in the console. */
export interface Operator extends Standing {
  readonly operatorId: string;
  readonly name: string;
}

/** Who may be here and what they did: the owner's matter. */
const PEOPLE = new Set<Resource>(['operators', 'operatorLog', 'sessions']);

/** The sandbox shows codes in clear: whoever reads it can pass for anybody whose message went there. */
const CLOSED_TO_SUPPORT = new Set<Resource>([...PEOPLE, 'sandbox', 'settings', 'deadLetters']);

/** What concerns every tenant at once. */
const OF_THE_PLATFORM = new Set<Resource>(['settings', 'health', 'deadLetters']);

type Rule = (action: Action, resource: Resource) => boolean;

const RULES: Readonly<Record<OperatorRole, Rule>> = {
  owner: () => true,
  admin: (_, resource) => !PEOPLE.has(resource),
  /** Looks things up and sees no secret; the one change is an update of a verification, which cancels it. */
  support: (action, resource) =>
    (action === 'read' && !CLOSED_TO_SUPPORT.has(resource)) || (action === 'update' && resource === 'verifications'),
  /** Sees and takes away everything as it is shown, masked, and changes nothing. */
  auditor: (action) => action === 'read' || action === 'export',
};

/**
 * Whether an operator may do this to things of this kind; the only place that decides it. Which tenant's things they are is
 * another question: what is not the operator's tenant's does not exist for them.
 */
export function canAccess({ role, tenantId }: Standing, action: Action, resource: Resource): boolean {
  if (tenantId !== undefined && !concernsOneTenant(action, resource)) return false;
  return RULES[role](action, resource);
}

function concernsOneTenant(action: Action, resource: Resource): boolean {
  if (resource === 'tenants') return action !== 'create' && action !== 'delete';
  return !OF_THE_PLATFORM.has(resource);
}

/** What the console lets an operator do, resource by resource. */
export type Permissions = Readonly<Record<Resource, readonly Action[]>>;

export function permissionsOf(standing: Standing): Permissions {
  const allowed = (resource: Resource) => ACTIONS.filter((action) => canAccess(standing, action, resource));
  return Object.fromEntries(RESOURCES.map((resource) => [resource, allowed(resource)])) as Record<Resource, Action[]>;
}

const CREDENTIALS = new Set<Resource>(['apiKeys', 'accounts', 'operators']);

/**
 * Whether a session is not enough and the person must have proven lately that it is still them: before secrets and numbers
 * are shown or taken away, and before credentials and operators are made or changed (OWASP ASVS 7.5.3).
 */
export function needsFreshProof(action: Action, resource: Resource): boolean {
  if (action === 'reveal' || action === 'export') return true;
  return CREDENTIALS.has(resource) && (action === 'create' || (action === 'update' && resource !== 'apiKeys'));
}
