/**
 * Imports run one way:  apps/admin → (types only) packages/core ← apps/api/<feature> → apps/api/platform.
 * A folder directly under apps/api/src is a feature, except `platform` and what is generated; the files beside the folders put
 * the features together.
 */
const NOT_A_FEATURE = '(?:platform|generated)/';
/** What a feature shows to others: its Nest module, the guards and decorators of its controllers, or an index. */
const FACE_OF_A_FEATURE = '(?:\\.module|\\.guard|/index)\\.ts$';
const TESTS = '\\.(?:test|contract)\\.tsx?$|/testing/|/test/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'core-performs-no-io',
      comment: 'The domain decides and performs nothing: it imports node:* and libphonenumber-js only.',
      severity: 'error',
      from: { path: '^packages/core/src/', pathNot: TESTS },
      to: { pathNot: '^packages/core/src/|node_modules/libphonenumber-js/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'core-is-tested-with-little',
      comment: 'Tests and contracts of the core may also use Jest and fast-check.',
      severity: 'error',
      from: { path: '^packages/core/src/' },
      to: {
        pathNot: '^packages/core/src/|node_modules/(?:libphonenumber-js|fast-check|@?jest|@types/jest)/',
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { path: '^(?:packages|apps)/[^/]+/src/', pathNot: TESTS },
      to: { path: `${TESTS}|^apps/api/bench/`, pathNot: 'node_modules' },
    },
    {
      name: 'features-meet-at-their-faces',
      comment: 'From another feature: its *.module.ts, *.guard.ts or index.ts, or a type.',
      severity: 'error',
      from: { path: `^apps/api/src/(?!${NOT_A_FEATURE})([^/]+)/`, pathNot: TESTS },
      to: {
        path: `^apps/api/src/(?!${NOT_A_FEATURE})[^/]+/`,
        pathNot: `^apps/api/src/$1/|${FACE_OF_A_FEATURE}`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^apps/api/src/platform/', pathNot: TESTS },
      to: { path: `^apps/api/src/(?!${NOT_A_FEATURE})` },
    },
    {
      name: 'nothing-reaches-the-composition-root',
      comment:
        'The files beside the feature folders put features together; from inside a feature only their types are seen.',
      severity: 'error',
      from: { path: '^apps/api/src/[^/]+/', pathNot: `${TESTS}|^apps/api/src/cli/` },
      to: { path: '^apps/api/src/[^/]+\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'console-and-api-share-the-core-only',
      severity: 'error',
      from: { path: '^apps/(admin|api)/' },
      to: { path: '^apps/(?!$1/)' },
    },
    {
      name: 'console-takes-types-of-the-core',
      comment: 'Rules stay on the server: what the browser runs holds none of them.',
      severity: 'error',
      from: { path: '^apps/admin/' },
      to: { path: '^packages/core/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'core-knows-nobody',
      severity: 'error',
      from: { path: '^packages/core/' },
      to: { path: '^apps/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports this file and it imports nothing: it is dead, or somebody forgot to connect it.',
      severity: 'error',
      from: { orphan: true, pathNot: `${TESTS}|\\.d\\.ts$|/main\\.tsx?$` },
      to: {},
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-tools-in-the-product',
      comment: 'The image is installed without devDependencies.',
      severity: 'error',
      from: { path: '^(?:packages/core|apps/api)/src/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-declared-packages',
      comment: 'A package that happens to be there through another one disappears with it.',
      severity: 'error',
      from: { path: '^(?:packages|apps)/[^/]+/src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|/dist/' },
    exclude: { path: '/generated/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
