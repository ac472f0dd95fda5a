import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json';
import { SENDERS } from '../senders';
import { appWith, install, mustRun, pack, run } from './installed';

const ROOT = join(__dirname, '..', '..');
const NEWEST = packageJson.devDependencies;
/** The oldest CDK that `peerDependencies` allow. */
const OLDEST_CDK = packageJson.peerDependencies['aws-cdk-lib'].replace('^', '');

let file: string;
let folder: string;
let printed: string;

const command = (...args: string[]) => run('npx', ['logto-sms-aws', ...args], folder);

beforeAll(async () => {
  file = await pack();
  ({ folder, printed } = await appWith(file));
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A template without what the CDK reports about itself, which names the checks that ran. */
function templateIn(output: string): object {
  const template = JSON.parse(readFileSync(join(output, 'LogtoSms.template.json'), 'utf8'));
  delete template.Resources.CDKMetadata;
  return template;
}

describe('the packed package', () => {
  it('is below 1 MB, and has no sources, tests or bundler', async () => {
    expect(statSync(file).size).toBeLessThan(1_000_000);
    const files = readdirSync(join(folder, 'node_modules/logto-sms-aws'), { recursive: true }).map(String);
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/functions/handler.mjs',
        'dist/functions/handler.end-user-messaging.mjs',
        'dist/functions/logto-events-handler.mjs',
        'dist/cdk.json',
        'LICENSE',
        'README.md',
      ]),
    );
    expect(files.filter((name) => /(?<!\.d)\.ts$|\.test\.|^test|esbuild|bundle\.js/.test(name))).toEqual([]);
  });

  it('is installed without warnings, and without the CDK', () => {
    expect(printed).not.toMatch(/warn|EBADENGINE/i);
    for (const name of ['aws-cdk-lib', 'aws-cdk', 'constructs', 'esbuild', 'cdk-nag'])
      expect([name, existsSync(join(folder, 'node_modules', name))]).toEqual([name, false]);
  });

  it('runs the inbox without the CDK and without a configuration, and a code is read back', async () => {
    const bin = join(folder, 'node_modules/.bin/logto-sms-aws');
    const inbox = spawn(bin, ['inbox', '--port', '0', '--quiet'], { cwd: folder });
    try {
      const [line] = await once(inbox.stdout, 'data');
      const { inbox: url, endpoint, token } = JSON.parse(String(line));
      const body = JSON.stringify({ to: '4915112345678', type: 'SignIn', payload: { code: '012345' } });
      await fetch(endpoint, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body });
      const message = await (await fetch(`${url}api/messages/latest?to=+4915112345678`)).json();
      expect(message).toMatchObject({ code: '012345', outcome: 'sent' });
    } finally {
      inbox.kill();
    }
  });

  it.each([
    ['ES modules', 'test.mjs', "import { startInbox } from 'logto-sms-aws';"],
    ['ES modules, by its own path', 'own.mjs', "import { startInbox } from 'logto-sms-aws/inbox';"],
    ['CommonJS', 'test.cjs', "const { startInbox } = require('logto-sms-aws');"],
  ])('starts an inbox in a test: %s', async (_, name, start) => {
    const script = `${start}
      (async () => {
        const inbox = await startInbox({ port: 0 });
        const body = JSON.stringify({ to: '4915112345678', type: 'SignIn', payload: { code: '012345' } });
        await fetch(inbox.endpoint, { method: 'POST', headers: { authorization: inbox.token }, body });
        console.log(await inbox.nextCode('+49 151 12345678'));
        await inbox.close();
      })();`;
    writeFileSync(join(folder, name), script);
    expect(await run(process.execPath, [name], folder)).toMatchObject({ status: 0, stdout: '012345\n', stderr: '' });
  });

  it('says what to install when the CDK is missing', async () => {
    await command('init', '--brand', 'Acme', '--countries', 'DE', '--alarm-email', 'ops@example.com');
    expect(await command('synth')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('npm install --save-dev aws-cdk-lib constructs aws-cdk'),
    });
  });
});

describe.each([
  ['the oldest', OLDEST_CDK, '10.5.1'],
  ['the newest', NEWEST['aws-cdk-lib'], NEWEST.constructs],
])('with %s CDK (%s)', (age, lib, constructs) => {
  beforeAll(async () => {
    await install(folder, '-D', `aws-cdk-lib@${lib}`, `constructs@${constructs}`, `aws-cdk@${NEWEST['aws-cdk']}`);
  }, 300_000);

  it('synth works without credentials, and reads no cdk.json of the folder', async () => {
    writeFileSync(join(folder, 'cdk.json'), '{"app": "exit 7"}');
    expect(await command('synth', '--quiet')).toMatchObject({ status: 0 });
    expect(readdirSync(join(folder, 'cdk.out'))).toContain('LogtoSms.template.json');
  });

  it("the construct stands in a stack of one's own, with types", async () => {
    writeFileSync(
      join(folder, 'app.ts'),
      `import { App, CfnOutput, Stack } from 'aws-cdk-lib';
       import { LogtoSms, type SmsConfig } from 'logto-sms-aws';
       const config: SmsConfig = { brand: 'Acme', countries: ['DE'] };
       const stack = new Stack(new App(), 'Shop');
       const sms = new LogtoSms(stack, 'Sms', { config });
       new LogtoSms(stack, 'Staff', { config: { ...config, brand: 'Acme Staff' }, alarmTopic: sms.alarmTopic });
       new CfnOutput(stack, 'Url', { value: sms.endpointUrl });
       // @ts-expect-error: a mistake in the configuration is one for the compiler.
       const wrong: SmsConfig = { brand: 'Acme', countries: 'DE' };
       console.log(sms.handler.functionName, sms.alarms.length, wrong.brand);`,
    );
    const options = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--module',
      'NodeNext',
      '--moduleResolution',
      'NodeNext',
    ];
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const types = [
      '--types',
      'node',
      '--typeRoots',
      join(ROOT, 'node_modules/@types'),
      '--target',
      'ES2022',
      '--skipLibCheck',
    ];
    await mustRun(process.execPath, [tsc, ...options, ...types, 'app.ts'], folder);
  });

  if (age === 'the newest') {
    // Each takes a quarter of a minute, and the two options share no code.
    it.each(SENDERS.map((sender, index) => ({ ...sender, verifiedShare: ['off', 'enforce'][index] })))(
      'the template is that of the repository, with the code that sends through $name, and verifiedShare "$verifiedShare"',
      async ({ config, verifiedShare }) => {
        const own = join(folder, 'own.out');
        const cdk = join(ROOT, 'node_modules/aws-cdk/bin/cdk');
        const configFile = join(folder, 'sms.config.json');
        const configured = JSON.parse(readFileSync(configFile, 'utf8'));
        writeFileSync(configFile, JSON.stringify({ ...configured, ...config, verifiedShare }));
        cpSync(configFile, join(folder, 'copy.json'));
        const args = ['synth', '--quiet', '-c', `config=${join(folder, 'copy.json')}`, '--output', own];
        await mustRun(process.execPath, [cdk, ...args], ROOT);
        expect(await command('synth', '--quiet')).toMatchObject({ status: 0 });
        expect(templateIn(join(folder, 'cdk.out'))).toEqual(templateIn(own));
      },
    );
  }
});
