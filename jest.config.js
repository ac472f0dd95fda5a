const { availableParallelism } = require('node:os');

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // One more than there are cores, since some tests wait for a timeout.
  maxWorkers: availableParallelism() + 1,
  // A busy machine makes a test slow, not wrong: this only ends one that hangs.
  testTimeout: 60_000,
  // They need a browser (npm run test:browser), or the registry (npm run test:package, npm run test:vendors).
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/browser/',
    '<rootDir>/test/package/',
    '<rootDir>/test/runtime/',
    '<rootDir>/test/vendors/',
  ],
  transform: { '^.+\\.tsx?$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
  // The tests run on any Node that the project supports, so the SDK's word on old ones is noise.
  setupFiles: ['<rootDir>/test/quiet-sdk.js'],
  setupFilesAfterEnv: ['aws-cdk-lib/testhelpers/jest-autoclean'],
};
