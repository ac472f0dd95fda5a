// The packed npm package, installed as a user does. Not part of `npm test`: it needs the registry, and takes a minute.
module.exports = {
  ...require('./jest.config.js'),
  testPathIgnorePatterns: ['/node_modules/'],
  roots: ['<rootDir>/test/package'],
  setupFilesAfterEnv: [],
  testTimeout: 300_000,
  maxWorkers: 1,
};
