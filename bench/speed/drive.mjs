// One contender in a fresh process: loads it as Lambda's runtime does, gives it requests, prints what that took.
// Plain JavaScript, since it runs on Nodes that know nothing else, and what it loads itself must be next to nothing.
import { createRequire } from 'node:module';

const [, , file, requests] = process.argv;
const count = Number(requests);
const WARM_UP = 500;

// Loaded like everything: Lambda's runtime has Node's loader warm, too, by the time that it loads a function.
const { event } = await import('./request.mjs');

/** Milliseconds and milliseconds of CPU, of all threads of the process. */
async function measured(work) {
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  const result = await work();
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpu: (user + system) / 1e3, result };
}

/** As Lambda's runtime does: until Node 22 it asks for scripts by `require`, from 24 on it imports everything. */
const isRequired = Number(process.versions.node.split('.')[0]) < 24 && file.endsWith('.js');
const require = createRequire(import.meta.url);

const load = await measured(() => (isRequired ? require(file) : import(file)));
const { handler } = load.result;
const figures = { load: { ms: load.ms, cpu: load.cpu } };

async function ask(index) {
  const answer = await handler(event(index));
  if (count > 0 && answer.statusCode !== 200) throw new Error(`${file} answered ${JSON.stringify(answer)}`);
}

if (count > 0) {
  const first = await measured(() => ask(0));
  figures.first = { ms: first.ms, cpu: first.cpu };
}

/** Tells the stub how long its calls take from now on. */
async function setLatency(ms) {
  const { request } = await import('node:https');
  const options = { method: 'PUT', headers: { 'x-latency': ms }, agent: false };
  await new Promise((resolve, reject) => {
    request(process.env.AWS_ENDPOINT_URL, options, (response) => response.resume().once('end', resolve))
      .once('error', reject)
      .end();
  });
}

if (count > 1) {
  // So that V8 has compiled what it ever will, without taking as long as the calls.
  await setLatency(0);
  for (let index = 1; index <= WARM_UP; index++) await ask(index);
  await setLatency(Number(process.env.BENCH_LATENCY));
  const times = [];
  const warm = await measured(async () => {
    for (let index = WARM_UP + 1; index <= WARM_UP + count; index++) {
      const start = process.hrtime.bigint();
      await ask(index);
      times.push(Number(process.hrtime.bigint() - start) / 1e6);
    }
  });
  times.sort((a, b) => a - b);
  figures.warm = {
    p50: times[Math.floor(times.length * 0.5)],
    p99: times[Math.floor(times.length * 0.99)],
    cpu: warm.cpu / times.length,
  };
}
process.stderr.write(`${JSON.stringify(figures)}\n`);
process.exit();
