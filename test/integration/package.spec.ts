import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json';
import { appWith, pack, run as runProgram } from '../package/installed';
import { cdk, type Outputs } from './cdk';
import { context } from './context';
import { ACCEPTED, readToken, SIMULATOR, sendByConnector, urlOf } from './endpoint';
import { eventually } from './eventually';
import { inventory, resourcesOf } from './resources';

/** The ids of two endpoints in one stack. */
const ENDPOINTS = ['Sms', 'Staff'] as const;
const STACK = 'Shop';
const { 'aws-cdk-lib': lib, constructs, 'aws-cdk': cli } = packageJson.devDependencies;

const run = context();
let folder: string;
let untouched: ReadonlySet<string>;
let outputs: Readonly<Record<string, string>>;

/** An app as `cdk init` makes it, with a queue of its own, and the endpoints of the packed package if wanted. */
function writeApp(withEndpoints: boolean): void {
  writeFileSync(
    join(folder, 'app.js'),
    `const { App, Stack } = require('aws-cdk-lib');
     const { Queue } = require('aws-cdk-lib/aws-sqs');
     const { LogtoSms } = require('logto-sms-aws');
     const stack = new Stack(new App(), '${STACK}');
     new Queue(stack, 'Orders');
     for (const id of ${withEndpoints ? JSON.stringify(ENDPOINTS) : '[]'})
       new LogtoSms(stack, id, { config: { brand: 'Acme ' + id, countries: ['AT'] } });`,
  );
}

async function deployApp(): Promise<void> {
  const file = join(run.folder, 'outputs.json');
  const args = ['deploy', '--app', 'node app.js', '--require-approval', 'never', '--outputs-file', file];
  await cdk(args, folder, folder);
  outputs = JSON.parse(readFileSync(file, 'utf8'))[STACK] ?? {};
}

/** The stack's resources, each as `logical id physical id`. */
async function idsOf(): Promise<readonly string[]> {
  return (await resourcesOf(STACK)).map(
    ({ LogicalResourceId, PhysicalResourceId }) => `${LogicalResourceId} ${PhysicalResourceId}`,
  );
}

/** The outputs of one endpoint, by the names that they have in `SmsStack`. */
function outputsOf(id: string): Outputs {
  const own = Object.entries(outputs).flatMap(([key, value]) => {
    const [, name] = new RegExp(`^${id}(\\w+?)[0-9A-F]{8}$`).exec(key) ?? [];
    return name === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(own);
}

/** Runs the package's command, with requests to API Gateway sent to the emulator's address. */
function command(...args: string[]) {
  const hook = join(__dirname, 'emulated-api.cjs');
  return runProgram(
    process.execPath,
    ['--require', hook, 'node_modules/logto-sms-aws/dist/commands/main.js', ...args],
    folder,
    {
      ...process.env,
      EMULATED_API: run.apiBase,
    },
  );
}

beforeAll(async () => {
  ({ folder } = await appWith(await pack(), `aws-cdk-lib@${lib}`, `constructs@${constructs}`, `aws-cdk@${cli}`));
  writeFileSync(join(folder, 'sms.config.json'), '{"brand": "Acme", "countries": ["AT"]}');
  untouched = await inventory();
  writeApp(false);
  await deployApp();
});

describe('the packed package in a CDK app of somebody else', () => {
  it('adds two endpoints to a stack, and leaves its other resources as they are', async () => {
    const before = await idsOf();
    writeApp(true);
    await deployApp();
    const after = await idsOf();
    expect(after).toEqual(expect.arrayContaining(before));
    expect(after.length).toBeGreaterThan(before.length + 80);
  });

  it.each(ENDPOINTS)('answers Logto at %s, each with its own token and words', async (id) => {
    const own = outputsOf(id);
    const token = await readToken(own);
    const message = {
      to: SIMULATOR.AT,
      type: 'SignIn',
      payload: { code: id === 'Sms' ? '111111' : '222222', locale: 'en' },
    };
    expect(ACCEPTED).toContainEqual(await sendByConnector(message, urlOf(own, run), token));
    const other = await readToken(outputsOf(id === 'Sms' ? 'Staff' : 'Sms'));
    expect(await sendByConnector(message, urlOf(own, run), other)).toHaveProperty('error');
  });

  it.each(ENDPOINTS)('doctor, send-test and trace find %s', async (id) => {
    const where = ['--stack', STACK, '--construct', id];
    const doctor = await command('doctor', ...where, '--json');
    expect(JSON.parse(doctor.stdout).lines).toContainEqual(expect.objectContaining({ check: 'endpoint', state: 'ok' }));
    await eventually(async () => {
      const sent = await command('send-test', `+${SIMULATOR.AT}`, ...where, '--wait', '0', '--json');
      expect(JSON.parse(sent.stdout)).toMatchObject({ ok: true });
    });
    await eventually(async () => {
      const trace = await command('trace', `+${SIMULATOR.AT}`, ...where, '--json');
      const { attempts } = JSON.parse(trace.stdout);
      // Nothing of the other endpoint, which has a key of its own for pseudonyms.
      const sent = attempts.filter(({ outcome }: { outcome: string }) => outcome === 'sent');
      expect(sent).toHaveLength(2);
    });
  });

  it('asks which of the two is meant', async () => {
    const { status, stdout } = await command('doctor', '--stack', STACK, '--json');
    expect(status).toBe(1);
    expect(stdout).toContain('Choose one with --construct: Sms, Staff.');
  });

  it('is removed with the stack', async () => {
    await cdk(['destroy', '--force', '--app', 'node app.js'], folder, folder);
    expect(await inventory()).toEqual(untouched);
  });
});
