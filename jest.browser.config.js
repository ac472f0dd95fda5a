// The inbox page and the examples of docs/inbox.md in a browser. Not part of `npm test`, which needs no other program.
module.exports = {
  ...require('./jest.config.js'),
  testPathIgnorePatterns: ['/node_modules/'],
  roots: ['<rootDir>/test/browser'],
  setupFilesAfterEnv: [],
  testTimeout: 60_000,
  // Each file has a browser and a server of its own. Two at once would be faster, but a busy machine sends codes late.
  maxWorkers: 1,
};
