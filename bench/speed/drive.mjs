// One contender in a fresh process: loads it, gives it requests, and prints what that took as JSON on stderr. It imports
// nothing, not even `node:fs`: a handler must find unloaded whatever it loads itself.
const { readSync, writeSync } = process.getBuiltinModule('node:fs');
const [, , file, requests] = process.argv;

/** API Gateway's event of a request like Logto's. Each `index` is another person and another code. */
const event = (index) => ({
  version: '2.0',
  routeKey: 'POST /sms',
  rawPath: '/sms',
  rawQueryString: '',
  headers: { authorization: `Bearer ${process.env.BENCH_TOKEN}`, 'content-type': 'application/json' },
  requestContext: { requestId: `request-${index}`, http: { method: 'POST', path: '/sms', sourceIp: '9.9.9.9' } },
  body: JSON.stringify({
    to: `49151${10_000_000 + index}`,
    type: 'SignIn',
    payload: { code: String(100_000 + index), locale: 'de' },
    ip: '9.9.9.9',
  }),
  isBase64Encoded: false,
});

/** Milliseconds, and milliseconds of CPU of all threads of the process. */
async function spent(work) {
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  await work();
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpu: (user + system) / 1e3 };
}

let handler;
async function ask(index) {
  const { statusCode, body } = await handler(event(index));
  if (statusCode !== 200) throw new Error(`The answer is ${statusCode}: ${body}`);
}

const load = await spent(async () => {
  ({ handler } = await import(file));
});
// From here on the process has its share of a core: the bench sees to it, then lets this go on.
writeSync(2, 'loaded\n');
readSync(0, Buffer.alloc(1));
const first = await spent(() => ask(0));
const warm = [];
for (let index = 1; index <= Number(requests); index++) warm.push(await spent(() => ask(index)));
writeSync(2, `${JSON.stringify({ load, first, warm })}\n`);
process.exit();
