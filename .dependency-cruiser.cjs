/** Imports run one way: apps/admin → (types of) packages/core ← apps/api/<feature> → apps/api/platform. */
const features = 'verification|delivery|message|tenant|operator|audit|stats|webhook|health';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'core-performs-no-io',
      comment: 'The domain decides and performs nothing: it may import node:* and libphonenumber-js only.',
      severity: 'error',
      from: { path: '^packages/core/src', pathNot: '\\.test\\.ts$|^packages/core/src/testing/' },
      to: { pathNot: '^packages/core/src|libphonenumber-js', dependencyTypesNot: ['core'] },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^apps/api/src/platform/' },
      to: { path: `^apps/api/src/(${features}|cli)/` },
    },
    {
      name: 'nothing-reaches-the-composition-root',
      comment: 'main, app and their parts assemble features; features do not know them.',
      severity: 'error',
      from: { path: `^apps/api/src/(${features}|platform)/` },
      to: { path: '^apps/api/src/(main|app|app\\.module)\\.ts$' },
    },
    {
      name: 'admin-imports-no-api',
      severity: 'error',
      from: { path: '^apps/admin/' },
      to: { path: '^apps/api/' },
    },
    {
      name: 'admin-imports-types-of-core-only',
      severity: 'error',
      from: { path: '^apps/admin/' },
      to: { path: '^packages/core/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { path: '/src/', pathNot: '\\.test\\.ts$|/testing/' },
      to: { path: '\\.test\\.ts$|/testing/|/test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'generated|/dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
