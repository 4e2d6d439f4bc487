const core = '<rootDir>/packages/core/src';

/** One project per workspace; every one is compiled from source, so no build is needed before `jest`. */
const project = (displayName, testMatch) => ({
  displayName,
  testMatch,
  testEnvironment: 'node',
  moduleNameMapper: {
    '^@latchkey/core$': `${core}/index.ts`,
    '^@latchkey/core/testing$': `${core}/testing/index.ts`,
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  modulePathIgnorePatterns: ['/dist/'],
  transform: {
    '\\.tsx?$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', tsx: false, decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'commonjs' },
      },
    ],
    '\\.[cm]?js$': require.resolve('./jest.transform.cjs'),
  },
  transformIgnorePatterns: [],
});

module.exports = {
  maxWorkers: 2,
  testTimeout: 60_000,
  projects: [
    project('core', ['<rootDir>/packages/core/src/**/*.test.ts']),
    project('api', ['<rootDir>/apps/api/src/**/*.test.ts', '<rootDir>/apps/api/test/**/*.test.ts']),
    project('admin', ['<rootDir>/apps/admin/src/**/*.test.ts', '<rootDir>/apps/admin/test/**/*.test.ts']),
    project('scripts', ['<rootDir>/scripts/**/*.test.mjs']),
  ],
};
