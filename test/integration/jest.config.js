const config = require('../../jest.config');

// Not part of `npm test`, since it needs Python and takes minutes. run.ts starts it.
module.exports = {
  ...config,
  rootDir: '../..',
  roots: ['<rootDir>/test/integration'],
  testMatch: ['**/*.spec.ts'],
  reporters: ['<rootDir>/test/integration/live-reporter.js'],
  // On AWS the removal takes minutes. Each command has a shorter timeout of its own.
  testTimeout: 15 * 60_000,
};
