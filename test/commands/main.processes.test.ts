import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../config/load-config';
import { asInvoked } from '../../contract/invocation';
import packageJson from '../../package.json';
import { packageCommand } from '../built/program';

const SUBCOMMANDS = [
  'init',
  'inbox',
  'messages',
  'synth',
  'deploy',
  'doctor',
  'send-test',
  'connect',
  'rotate-token',
  'trace',
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sms-command-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the package's command in an empty folder. */
function run(args: readonly string[], columns = '80'): Promise<{ status: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH ?? '', COLUMNS: columns, NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile(process.execPath, [packageCommand(), ...args], { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

describe('the command of the package', () => {
  it('lists its subcommands and shows its version', async () => {
    const [help, version] = await Promise.all([run(['--help']), run(['--version'])]);
    for (const name of SUBCOMMANDS) expect(help.stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(version.stdout.trim()).toBe(packageJson.version);
  });

  it.each([
    ['docto', 'doctor'],
    ['deplyo', 'deploy'],
    ['rotate', 'rotate-token'],
  ])('names the nearest subcommand for a typing error: %s', async (typed, nearest) => {
    const { status, stderr } = await run([typed]);
    expect(status).toBe(1);
    expect(stderr).toContain(`unknown command '${typed}'`);
    if (typed !== 'rotate') expect(stderr).toContain(`(Did you mean ${nearest}?)`);
    expect(stderr).toContain('npx logto-sms-aws --help lists the commands.');
  });

  // The others are made in the same way.
  it.each(['init', 'inbox', 'messages', 'synth', 'doctor'])(
    'shows the options of %s, and names no npm script',
    async (name) => {
      const { status, stdout } = await run([name, '--help']);
      expect(status).toBe(0);
      expect(stdout).toContain(`npx logto-sms-aws ${name}`);
      expect(stdout).not.toMatch(/npm run|npm start|npx cdk/);
    },
  );
});

describe('init', () => {
  const GIVEN = ['init', '--brand', 'Acme', '--countries', 'de, at', '--alarm-email', 'ops@example.com'];

  it('writes a configuration that can be used, with its schema for editors', async () => {
    expect(await run(GIVEN)).toMatchObject({ status: 0, stdout: expect.stringContaining('npx logto-sms-aws inbox') });
    const file = join(folder, 'sms.config.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      $schema: './node_modules/logto-sms-aws/sms.config.schema.json',
      brand: 'Acme',
      countries: ['DE', 'AT'],
      alarmEmail: 'ops@example.com',
    });
    expect(loadConfig(file)).toMatchObject({ brand: 'Acme' });
  });

  it('loses nothing when it runs again', async () => {
    writeFileSync(join(folder, 'sms.config.json'), 'of my own');
    expect(await run(GIVEN)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('sms.config.json exists, and was not changed.'),
    });
    expect(readFileSync(join(folder, 'sms.config.json'), 'utf8')).toBe('of my own');
  });

  it('names every fault of what was given, and what is missing without a terminal', async () => {
    expect(await run(['init', '--brand', '', '--countries', 'UK'])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /2 faults:\n[\s\S]*- brand:[\s\S]*- countries\[0\]: is "UK"; the United Kingdom is "GB"/,
      ),
    });
    expect(await run(['init'])).toMatchObject({ status: 1, stderr: expect.stringContaining('--brand is missing.') });
  });
});

describe('commands of the CDK', () => {
  it('list the faults of the configuration before the CDK starts', async () => {
    writeFileSync(join(folder, 'sms.config.json'), '{"brand": "Acme", "countries": []}');
    expect(await run(['synth'])).toMatchObject({ status: 1, stderr: expect.stringContaining('has 1 fault:') });
  });
});

it('texts name npm scripts in the repository', () => {
  const text = 'npm run trace -- <number>, npm start -- --port 1, npx cdk deploy';
  expect(asInvoked(text)).toBe(text);
});
