const { projects, ...rest } = require('./jest.config.cjs');

/** `npm run test:faults`: minutes of killing and freezing real servers, so it is no part of `npm test`. */
const api = projects.find(({ displayName }) => displayName === 'api');
module.exports = {
  ...rest,
  projects: [{ ...api, displayName: 'faults', testMatch: ['<rootDir>/apps/api/test/faults/**/*.fault.ts'] }],
};
