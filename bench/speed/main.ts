import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../config/load-config';
import { settingsOf } from '../../config/settings';
import { BOUNDS, ratio, type Samples } from './bounds';
import { type Contenders, contenders, NAMES, readable } from './contenders';
import { report } from './report';
import { deployedNode, run } from './run';
import { type Stub, startStub } from './stub';

const HELP = `Measures what the deployed bundle costs, cold and warm, with Lambda's share of a core. Needs Linux, and some minutes in
which nothing else runs. Prints Markdown for docs/performance.md, and fails when a published bound is not kept.

  npm run bench -- [options]

  --quick      few rounds: under a minute
  --profile    writes where the CPU goes, cold and warm, as *.cpuprofile for the browser's developer tools, and nothing else
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const config = loadConfig(join(__dirname, '..', '..', 'sms.config.json'));
  const settings = settingsOf(config);
  const sender = { api: 'end-user-messaging' as const, countryIdentities: {} };
  const folder = mkdtempSync(join(tmpdir(), 'sms-bench-'));
  const stub = await startStub(folder);
  try {
    const node = deployedNode();
    if (values.profile) await profile(readable(folder, settings), node, stub);
    else
      await compare(
        contenders(folder, settings, settingsOf({ ...config, sender })),
        values.quick ? [3, 8] : [21, 20],
        node,
        stub,
      );
  } finally {
    stub.stop();
    rmSync(folder, { recursive: true });
  }
}

async function compare(all: Contenders, [rounds, requests]: [number, number], node: string, stub: Stub): Promise<void> {
  const samples = await measure(all, rounds, requests, node, stub);
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, load average ${loadavg()[0]?.toFixed(1)}, Node ${version}`;
  process.stdout.write(`${report(machine, all, samples)}\n`);
  for (const { measure, over, most } of BOUNDS) {
    for (const name of ['ours', 'ours, End User Messaging'] as const) {
      if (ratio(samples, measure, name, over).median <= most) continue;
      process.stderr.write(
        `Not kept: ${measure} of ${name} ÷ ${over}, at most ${most}. Is this machine doing nothing else?\n`,
      );
      process.exitCode = 1;
    }
  }
}

/**
 * In each round every contender has its turn in a fresh process, so that a busy minute of the machine slows down all of them.
 *
 * @throws when some make more AWS calls than others, since then they cannot be compared
 */
async function measure(all: Contenders, rounds: number, requests: number, node: string, stub: Stub): Promise<Samples> {
  const samples = Object.fromEntries(NAMES.map((name) => [name, []])) as unknown as Samples;
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`Round ${round} of ${rounds}\n`);
    for (const name of NAMES) samples[name].push(await run([node], all[name], requests, stub));
  }
  // The fewest: a permit that comes too late is acquired again, as in the deployed function.
  const calls = new Set(Object.values(samples).map((some) => Math.min(...some.map((sample) => sample.calls))));
  if (calls.size > 1) throw new Error(`Some make more AWS calls than others: ${[...calls].join(', ')}.`);
  return samples;
}

/** With a whole core all the time, or the profiler would count the pauses. */
async function profile(file: string, node: string, stub: Stub): Promise<void> {
  for (const [name, requests] of Object.entries({ cold: 0, warm: 400 })) {
    await run([node, '--cpu-prof', `--cpu-prof-name=${name}.cpuprofile`], { file, memoryMb: 1_769 }, requests, stub);
  }
}

void main();
