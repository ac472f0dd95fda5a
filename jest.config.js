const { availableParallelism } = require('node:os');

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Jest's default is one fewer, which is for watching.
  maxWorkers: availableParallelism(),
  // A busy machine makes a test slow, not wrong: this only ends one that hangs.
  testTimeout: 60_000,
  // They start many programs (npm run test:processes), need a browser (npm run test:browser), or the registry
  // (npm run test:package, npm run test:vendors).
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/browser/',
    '<rootDir>/test/package/',
    '<rootDir>/test/runtime/',
    '\\.processes\\.test\\.ts$',
    '<rootDir>/test/vendors/',
  ],
  transform: { '^.+\\.tsx?$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
  // The tests run on any Node that the project supports, so the SDK's word on old ones is noise.
  setupFiles: ['<rootDir>/test/quiet-sdk.js'],
  setupFilesAfterEnv: ['aws-cdk-lib/testhelpers/jest-autoclean'],
};
