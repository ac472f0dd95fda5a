// The bundles as they are deployed, in processes under AWS's own runtime client. Not part of `npm test`, so that it stays
// below a minute and a half: it starts some hundred of them.
module.exports = {
  ...require('./jest.config.js'),
  testPathIgnorePatterns: ['/node_modules/'],
  roots: ['<rootDir>/test/runtime'],
};
