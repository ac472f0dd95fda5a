// The inbox page and the examples of docs/inbox.md in a browser. Not part of `npm test`, which needs no other program.
module.exports = {
  ...require('./jest.config.js'),
  testPathIgnorePatterns: ['/node_modules/'],
  roots: ['<rootDir>/test/browser'],
  setupFilesAfterEnv: [],
  testTimeout: 60_000,
  // Each file has a browser and a server of its own, and often waits for them.
  maxWorkers: 2,
};
