import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../config/load-config';
import { settingsOf } from '../../config/settings';
import { shareBound, sizeBounds, timeBounds } from './bounds';
import { contenders, readable } from './contenders';
import { fetchNodes, findNodes } from './nodes';
import { FULL, type Measured, measure, QUICK } from './phases';
import { writePlots } from './plots';
import { type Results, report } from './report';
import { isPinned, run, startStub } from './run';

const HELP = `Measures what the deployed bundle costs, cold and warm, against the least it could and the most it would.

  npm run bench -- [options]

  --quick            one Node, few rounds: under a minute
  --json             print everything as JSON
  --write            put table and plots into docs/performance.md
  --fetch-nodes N    fetch Node N (such as 22) by npm into the cache, to be measured from now on; may be repeated
`;

const DOCUMENT = join(__dirname, '..', '..', 'docs', 'performance.md');
const LATENCY_MS = 20;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      'fetch-nodes': { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  fetchNodes(values['fetch-nodes']);
  const folder = mkdtempSync(join(tmpdir(), 'sms-bench-'));
  try {
    const results = await measureAll(folder, values.quick);
    process.stdout.write(values.json ? `${JSON.stringify(results)}\n` : `${report(results)}\n`);
    if (values.write) write(results);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureAll(folder: string, isQuick: boolean): Promise<Results> {
  const settings = settingsOf(loadConfig(join(__dirname, '..', '..', 'sms.config.json')));
  const all = contenders(folder, settings);
  const nodes = isQuick ? findNodes().slice(-1) : findNodes();
  const effort = isQuick ? QUICK : FULL;
  const [slow, quick] = [await startStub(folder, LATENCY_MS), await startStub(folder, 0)];
  try {
    const measured: Measured[] = [];
    for (const node of nodes) {
      for (const hasLambdaFlags of isQuick ? [true] : [true, false]) {
        measured.push(await measure(all, node, { hasLambdaFlags, effort, stub: slow }, say));
      }
    }
    say('whose CPU a warm request takes');
    const newest = nodes.at(-1)?.path ?? process.execPath;
    const profiled = [newest, join(__dirname, 'profile.mjs'), readable(folder, settings), isQuick ? '300' : '3000'];
    const shares = (await run(profiled, quick.environment)) as Record<string, number>;
    say('');
    const [cpu] = cpus();
    return {
      machine: `${cpus().length} × ${cpu?.model.trim()}, ${process.platform} ${process.arch}${isPinned ? ', each process pinned to one core' : ''}, load average ${loadavg()[1]?.toFixed(1)}`,
      contenders: all,
      measured,
      shares,
      bounds: [
        ...sizeBounds(all.ours),
        ...measured.filter((one) => one.hasLambdaFlags).flatMap(timeBounds),
        shareBound(shares),
      ],
    };
  } finally {
    await Promise.all([slow.stop(), quick.stop()]);
  }
}

/** Replaces what stands between the two marks of the document, and the plots beside it. */
function write(results: Results): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [begin, end] = ['<!-- figures -->', '<!-- end of figures -->'];
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`docs/performance.md has lost "${begin}" or "${end}".`);
  writeFileSync(DOCUMENT, `${text.slice(0, before + begin.length)}\n\n${report(results)}\n\n${text.slice(after)}`);
  writePlots(join(__dirname, '..', '..', 'docs', 'performance'), results.measured);
}

/** One line that is written over and over, where somebody watches. */
function say(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`);
  else if (what) process.stderr.write(`${what}\n`);
}

void main();
