// Prints every file in `~/.aws` that the process reads.
const fs = require('node:fs');
const promises = require('node:fs/promises');

for (const [module, name] of [
  [fs, 'readFile'],
  [fs, 'readFileSync'],
  [promises, 'readFile'],
]) {
  const read = module[name];
  module[name] = (path, ...rest) => {
    if (String(path).includes('.aws')) console.log(`read ${path}`);
    return read(path, ...rest);
  };
}
