// Whose CPU a warm request takes: profiles our bundle, with its lines left as they are, and adds the samples up by the file
// that esbuild names above each part of it.
import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { pathToFileURL } from 'node:url';
import { event } from './request.mjs';

const [, , file, requests] = process.argv;
const url = pathToFileURL(file).href;
const { handler } = await import(url);

async function ask(from, to) {
  for (let index = from; index < to; index++) {
    const { statusCode } = await handler(event(index));
    if (statusCode !== 200) throw new Error(`a request was answered ${statusCode}`);
  }
}

const count = Number(requests);
await ask(0, count);
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', { interval: 200 });
await session.post('Profiler.start');
await ask(count, 2 * count);
const { profile } = await session.post('Profiler.stop');

const owners = [];
let owner = 'node';
for (const line of readFileSync(file, 'utf8').split('\n')) {
  const path = /^ {2}\/\/ ((?:\.\.\/|[\w@]).*\.(?:ts|js|mjs|json))$/.exec(line)?.[1];
  if (path) owner = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'own';
  owners.push(owner);
}

const IDLE = new Set(['(idle)', '(root)', '(program)']);
const nodes = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
const shares = {};
let total = 0;
for (const [index, id] of profile.samples.entries()) {
  const { functionName, url: place, lineNumber } = nodes.get(id);
  if (functionName === '(idle)') continue;
  const whose =
    place === url
      ? owners[lineNumber]
      : functionName === '(garbage collector)'
        ? 'gc'
        : IDLE.has(functionName)
          ? 'native'
          : 'node';
  shares[whose] = (shares[whose] ?? 0) + profile.timeDeltas[index];
  total += profile.timeDeltas[index];
}
for (const whose in shares) shares[whose] /= total;
process.stderr.write(`\n${JSON.stringify(shares)}\n`);
process.exit();
