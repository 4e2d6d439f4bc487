import {
  type Action,
  ACTIONS,
  canAccess,
  needsFreshProof,
  OPERATOR_ROLES,
  permissionsOf,
  type Resource,
  RESOURCES,
  type Standing,
} from './access.js';

const every = ACTIONS.flatMap((action) => RESOURCES.map((resource) => [action, resource] as const));
const allowed = (standing: Standing) => every.filter(([action, resource]) => canAccess(standing, action, resource));
const does = (standing: Standing, ...actions: Action[]) =>
  new Set(
    allowed(standing)
      .filter(([action]) => actions.includes(action))
      .map(([, resource]) => resource),
  );
const changes = ['create', 'update', 'delete'] as const;

describe('operators’ access', () => {
  it('keeps nothing from an owner', () => {
    expect(allowed({ role: 'owner' })).toEqual(every);
  });

  it('keeps people and what they did from an admin, and nothing else', () => {
    const people: Resource[] = ['operators', 'operatorLog', 'sessions'];
    expect(allowed({ role: 'admin' })).toEqual(every.filter(([, resource]) => !people.includes(resource)));
  });

  it('lets support cancel a verification and change, reveal and export nothing else', () => {
    const beyondReading = allowed({ role: 'support' }).filter(([action]) => action !== 'read');
    expect(beyondReading).toEqual([['update', 'verifications']]);
  });

  it.each(['sandbox', 'operators', 'operatorLog', 'sessions', 'settings', 'deadLetters'] as const)(
    'shows support no %s',
    (resource) => {
      expect(canAccess({ role: 'support' }, 'read', resource)).toBe(false);
    },
  );

  it('shows an auditor everything masked, and lets them change and unmask nothing', () => {
    expect(does({ role: 'auditor' }, 'read')).toEqual(new Set(RESOURCES));
    expect(does({ role: 'auditor' }, ...changes, 'reveal')).toEqual(new Set());
  });

  it.each(OPERATOR_ROLES)('gives a tenant’s %s no more than the platform’s, and nothing of the platform', (role) => {
    const bound = { role, tenantId: 'ten_1' };
    for (const [action, resource] of allowed(bound)) expect(canAccess({ role }, action, resource)).toBe(true);
    for (const resource of ['settings', 'health', 'deadLetters'] as const) {
      expect(ACTIONS.filter((action) => canAccess(bound, action, resource))).toEqual([]);
    }
    expect(canAccess(bound, 'create', 'tenants')).toBe(false);
    expect(canAccess(bound, 'delete', 'tenants')).toBe(false);
    expect(canAccess(bound, 'read', 'tenants')).toBe(true);
  });

  it('is told whole as permissions', () => {
    const told = permissionsOf({ role: 'support', tenantId: 'ten_1' });
    expect(Object.keys(told)).toEqual([...RESOURCES]);
    expect(told.verifications).toEqual(['read', 'update']);
    expect(told.health).toEqual([]);
  });

  it('asks for fresh proof before anything is shown in full or taken away, and where credentials are made', () => {
    for (const resource of RESOURCES) {
      expect([needsFreshProof('reveal', resource), needsFreshProof('export', resource)]).toEqual([true, true]);
      expect(needsFreshProof('read', resource)).toBe(false);
    }
    const made = RESOURCES.filter((resource) => needsFreshProof('create', resource));
    expect(made).toEqual(['apiKeys', 'accounts', 'operators']);
    // Revoking must be quick.
    expect(RESOURCES.filter((resource) => needsFreshProof('delete', resource))).toEqual([]);
  });
});
