// Programs in processes of their own: the commands, the local server, and the bundles under AWS's own runtime client. Not
// part of `npm test`, so that it stays below a minute and a half: they start some two hundred of them.
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['**/test/runtime/*.test.ts', '**/*.processes.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
