import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import { loadConfig } from '../../config/load-config';
import { settingsOf } from '../../config/settings';
import { bundleOptions } from '../../lib/code/bundle';
import { findNodes } from './nodes';
import type { Rate } from './publish';
import { isPinned, LAMBDA_FLAGS, run, type Stub, startStub } from './run';
import { figureOf } from './statistics';

const HELP = `Measures how much one core takes, and whether memory stays flat.

  npm run bench:load -- [options]

  --quick    some seconds instead of minutes
`;

const IN_FLIGHT = 64;
/** The newest there is, since what is deployed runs on Node 24. */
const NODE = findNodes().at(-1) ?? { path: process.execPath, version: process.version };
const TOKEN = 'a-token-that-is-only-for-the-bench-0123456789';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) return void process.stdout.write(HELP);
  const folder = mkdtempSync(join(tmpdir(), 'sms-load-'));
  const stub = await startStub(folder, 0);
  try {
    print(`Node ${NODE.version} (npm run bench -- --fetch-nodes 24 brings another)`);
    await compare(folder, stub, values.quick ? 2 : 7, values.quick ? 4_000 : 10_000);
    if (!values.quick) await endure(folder, stub, 200_000);
    await serve(values.quick ? 3_000 : 20_000);
  } finally {
    await stub.stop();
    rmSync(folder, { recursive: true });
  }
}

/** The road to SNS against the SDK's publish alone, in turn. */
async function compare(folder: string, stub: Stub, rounds: number, requests: number): Promise<void> {
  const rates = { raw: [] as number[], road: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    for (const mode of ['raw', 'road'] as const) {
      const rate = await publish(folder, stub, mode, requests);
      rates[mode].push(rate.requests / rate.seconds);
      print(`${mode === 'raw' ? "the SDK's publish alone" : 'the whole road, limits off'}: ${summary(rate)}`);
    }
  }
  const ratios = figureOf(rates.road.map((rate, round) => rate / (rates.raw[round] ?? Number.NaN)));
  const { median, low, high } = ratios;
  print(
    `road ÷ publish alone, requests per second: ${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)}), at least 0.80: ${median >= 0.8 ? 'kept' : 'NOT KEPT'}\n`,
  );
}

/** Whether memory stays flat: the heap after each tenth of the requests. */
async function endure(folder: string, stub: Stub, requests: number): Promise<void> {
  const rate = await publish(folder, stub, 'road', requests);
  print(`${requests} requests: ${summary(rate)}`);
  print(`heap after each tenth, MB: ${rate.heap.map((megabytes) => megabytes.toFixed(1)).join(' ')}\n`);
}

async function publish(folder: string, stub: Stub, mode: 'raw' | 'road', requests: number): Promise<Rate> {
  const settings = settingsOf(loadConfig(join(__dirname, '..', '..', 'sms.config.json')));
  const { footer: _, ...options } = bundleOptions('handler', folder, settings);
  const file = join(folder, 'publish.mjs');
  buildSync({ ...options, entryPoints: [join(__dirname, 'publish.ts')], outfile: file });
  const command = [NODE.path, ...LAMBDA_FLAGS, file, mode, String(requests), String(IN_FLIGHT)];
  return (await run(command, stub.environment)) as Rate;
}

/** The local server, asked over HTTP by clients in this process. */
async function serve(requests: number): Promise<void> {
  const child = fork(join(__dirname, 'serve.ts'), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, BENCH_TOKEN: TOKEN },
  });
  const [port] = (await once(child, 'message')) as [number];
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const times: number[] = [];
  let next = 0;
  const client = async () => {
    while (next < requests) {
      const index = next;
      next += 1;
      const start = performance.now();
      await post(agent, port, index);
      times.push(performance.now() - start);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, client));
  const seconds = (performance.now() - start) / 1_000;
  child.send('memory');
  const [megabytes] = (await once(child, 'message')) as [number];
  agent.destroy();
  child.disconnect();
  await once(child, 'exit');
  const sorted = times.sort((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  print(
    `the local server: ${summary({ requests, seconds, p50: quantile(0.5), p99: quantile(0.99) })}, ${megabytes.toFixed(0)} MB resident at the end`,
  );
}

async function post(agent: Agent, port: number, index: number): Promise<void> {
  const body = JSON.stringify({
    to: `49151${10_000_000 + index}`,
    type: 'SignIn',
    payload: { code: String(100_000 + (index % 900_000)), locale: 'de' },
  });
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-length': Buffer.byteLength(body) };
  const asked = request({ agent, host: '127.0.0.1', port, path: '/sms', method: 'POST', headers });
  asked.end(body);
  const [response] = await once(asked, 'response');
  response.resume();
  await once(response, 'end');
  if (response.statusCode !== 200) throw new Error(`A request was answered ${response.statusCode}.`);
}

function summary({ requests, seconds, p50, p99 }: Omit<Rate, 'heap'>): string {
  const rate = (requests / seconds).toFixed(0);
  return `${rate} requests per second${isPinned ? ' on one core' : ''}, ${IN_FLIGHT} in flight, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

void main();
