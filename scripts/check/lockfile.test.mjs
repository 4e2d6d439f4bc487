import { missingEntries } from './lockfile.mjs';

describe('the lockfile check', () => {
  it('names an optional dependency that has no entry', () => {
    const packages = {
      '': {},
      'node_modules/turbo': { optionalDependencies: { '@turbo/linux-64': '1', '@turbo/darwin-64': '1' } },
      'node_modules/@turbo/linux-64': {},
    };
    expect(missingEntries(packages)).toEqual(['turbo wants @turbo/darwin-64, which has no entry']);
  });

  it('accepts an entry nested in another package', () => {
    const packages = {
      'apps/api/node_modules/a': { optionalDependencies: { b: '1' } },
      'apps/api/node_modules/a/node_modules/b': {},
    };
    expect(missingEntries(packages)).toEqual([]);
  });
});
