const config = require('../../jest.config');

// Apart from `npm test`, since it needs Python and minutes. Started by run.ts.
module.exports = {
  ...config,
  rootDir: '../..',
  roots: ['<rootDir>/test/integration'],
  testMatch: ['**/*.spec.ts'],
  reporters: ['<rootDir>/test/integration/live-reporter.js'],
  // The removal on AWS takes minutes; each command has a shorter end of its own.
  testTimeout: 15 * 60_000,
};
