import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { type DestroyOptions, warnBeforeDestroy } from '../../commands/before-destroy';
import { Cancelled } from '../../commands/cli/command-error';
import { packageCommand } from '../built/program';
import { TOKEN } from '../fake-dependencies';
import { closed, listen } from '../loopback';
import {
  freshAccount,
  healthyAccount,
  mockedClients,
  NOW,
  PREVIOUS_ARN,
  RESOURCES,
  resources,
  withEvents,
} from './fake-account';
import { hookTo } from './fake-hooks';
import { APP, type FakeLogto, fakeLogto, httpSms, MAIL, TWILIO } from './fake-logto';
import { fakeOutput } from './fake-output';
import { fakeSecret } from './fake-secret';
import { VENDOR, VENDOR_SECRETS } from './previous-connector';

jest.setTimeout(60_000);

const ENDPOINT = 'https://abc.example.com/sms';
const EVENTS = 'https://abc.example.com/logto-events';
const clients = mockedClients();
let logto: FakeLogto;

beforeEach(async () => {
  for (const client of Object.values(clients)) client.reset();
  healthyAccount(clients, ENDPOINT);
  fakeSecret(clients, undefined, () => NOW);
  logto = await fakeLogto();
  logto.connectors = [MAIL, httpSms(ENDPOINT, TOKEN)];
  process.env.LOGTO_APP_SECRET = APP.appSecret;
});
afterEach(async () => {
  delete process.env.LOGTO_APP_SECRET;
  jest.restoreAllMocks();
  await logto.close();
});

/** The value of the secret once connect has replaced the vendor's connector. */
function stored(address = logto.url): string {
  const { id, connectorId, config, metadata, name } = VENDOR;
  return JSON.stringify({
    connector: { logto: address, id, connectorId, name: name.en, config, settings: { metadata } },
  });
}

/** What destroy says, each line with its state. */
async function said(options: Partial<DestroyOptions> = {}): Promise<string[]> {
  const output = fakeOutput();
  await warnBeforeDestroy({ stackName: 'LogtoSms', region: 'eu-central-1', ...options }, output, undefined);
  const lines = output.lines.map(({ state, text, next }) => `${state}: ${text} → ${next}`);
  for (const each of VENDOR_SECRETS) expect(lines.join().includes(each)).toBe(false);
  return lines;
}

const named = () => ({ logto: logto.url, appId: APP.appId });

describe('before it removes the stack, destroy', () => {
  it('says that Logto still needs it, and what to do first', async () => {
    expect(await said(named())).toEqual([
      expect.stringMatching(
        /^warn: Logto at http:\/\/127\.0\.0\.1:\d+ still sends .* nobody gets a code .* → First set up another/,
      ),
    ]);
  });

  it('also says that a connector is stored which was not put back', async () => {
    fakeSecret(clients, { value: stored(), createdAt: NOW }, () => NOW);
    expect(await said(named())).toEqual([
      expect.stringMatching(/^warn: Logto .* still sends .*→ To put the previous one back first: npm run connect/),
      expect.stringMatching(
        /^warn: .*"Twilio SMS Service" \(twilio-.*\) from \S+, is stored in this stack and is removed with it\. → .*--undo .*$/,
      ),
    ]);
  });

  it('gives the command for that with all that it needs to be pasted', async () => {
    fakeSecret(clients, { value: stored(), createdAt: NOW }, () => NOW);
    const resource = 'https://default.logto.app/api';
    const options = { ...named(), logto: `${logto.url}/`, resource, config: '/my files/sms.json' };
    const [first, second] = await said(options);
    const command = `npm run connect -- --undo --logto ${logto.url} --app-id app-1 --resource ${resource} --region eu-central-1 --config '/my files/sms.json'`;
    expect(first?.endsWith(`→ To put the previous one back first: ${command}`)).toBe(true);
    expect(second?.endsWith(command)).toBe(true);
    expect((await said())[1]).toContain(`--undo --logto ${logto.url} --app-id <id> --region eu-central-1`);
  });

  it('names the Logto of the stored connector, not the one that it looked at, when that is another', async () => {
    fakeSecret(clients, { value: stored('https://other.example.com'), createdAt: NOW }, () => NOW);
    const [first, second] = await said(named());
    expect(first).toMatch(/^warn: Logto .* still sends .*→ First set up another SMS connector in Logto's console\.$/);
    expect(second).toMatch(/from https:\/\/other\.example\.com, is stored in this stack and is removed with it\./);
    expect(second).toMatch(/connect -- --undo --logto https:\/\/other\.example\.com --app-id <id> --region \S+$/);
  });

  it.each([
    ['the stack takes events', () => withEvents(clients, ENDPOINT, EVENTS)],
    ['the stack takes none any more, but the webhook is left over', () => undefined],
  ])('says that Logto goes on posting profiles, when %s', async (_, change) => {
    change();
    logto.hooks = [hookTo(EVENTS, { enabled: false, name: 'Used SMS codes, for abc.example.com' })];
    expect(await said(named())).toEqual([
      expect.stringMatching(/^warn: Logto .* still sends/),
      expect.stringMatching(
        /^warn: Logto at http:\S+ has a webhook that goes on posting the profile of each person who signs in to https:\/\/abc\.example\.com\/logto-events, .* → Delete it first: .*connect --undo/,
      ),
    ]);
  });

  it('says where a webhook may post, when no Logto was named', async () => {
    withEvents(clients, ENDPOINT, EVENTS);
    expect(await said()).toEqual([
      expect.stringMatching(/^warn: If Logto still sends/),
      expect.stringMatching(
        /^warn: If Logto has a webhook to https:\/\/abc\.example\.com\/logto-events, .* → Delete it/,
      ),
    ]);
  });

  it('still says the rest when Logto does not tell its webhooks', async () => {
    logto.onCall = (call) => {
      if (call === 'GET /api/hooks') logto.everything = { status: 500, type: 'text/plain', body: '' };
    };
    expect(await said(named())).toEqual([
      expect.stringMatching(/^warn: Logto .* still sends/),
      expect.stringMatching(/^warn: We cannot tell whether Logto posts its events to this stack: Logto answered 500\./),
    ]);
  });

  it('warns of nothing when the stored connector was put back', async () => {
    fakeSecret(clients, { value: stored(), createdAt: NOW }, () => NOW);
    logto.connectors = [VENDOR];
    expect(await said(named())).toEqual([
      expect.stringMatching(/^ok: Logto .* does not send its SMS through this stack\./),
    ]);
  });

  it('still warns of the stored connector when Logto has a third one', async () => {
    fakeSecret(clients, { value: stored(), createdAt: NOW }, () => NOW);
    logto.connectors = [TWILIO];
    expect(await said(named())).toEqual([
      expect.stringMatching(/^ok/),
      expect.stringMatching(
        /^warn: .* is stored .*→ Logto has "Twilio SMS Service" \S+ now, which is not stored\. If you want the previous one back: delete that in Logto's console, then npm run connect -- --undo --logto \S+ --app-id app-1/,
      ),
    ]);
  });

  it('says in one line what to look at when no Logto is named', async () => {
    expect(await said()).toEqual([
      expect.stringMatching(/^warn: If Logto still .* → To look, .*https:\/\/abc\.example\.com\/sms$/),
    ]);
    expect(logto.calls).toEqual([]);
  });

  it('says nothing when there is no such stack', async () => {
    freshAccount(clients);
    expect(await said(named())).toEqual([]);
  });

  it('needs no secret in a stack of an older version', async () => {
    clients.cloudformation.on(ListStackResourcesCommand).resolves({
      StackResourceSummaries: resources(RESOURCES.filter(([, , physicalId]) => physicalId !== PREVIOUS_ARN)),
    });
    expect(await said(named())).toHaveLength(1);
  });

  const denied = () => Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: {} });
  it.each([
    [
      'AWS denies the stack',
      () => clients.cloudformation.on(DescribeStacksCommand).rejects(denied()),
      'which stack',
      1,
    ],
    [
      'AWS denies the secret',
      () => clients.secrets.on(GetSecretValueCommand).rejects(denied()),
      'whether the stack',
      2,
    ],
    ['Logto denies the app', () => (logto.hasRole = false), 'whether Logto', 2],
    ['there is no secret of the app', () => delete process.env.LOGTO_APP_SECRET, 'whether Logto', 2],
  ])('goes on, with a line for it, when %s', async (_, change, text, count) => {
    change();
    const lines = await said(named());
    expect(lines).toHaveLength(count);
    expect(lines[0]).toMatch(new RegExp(`^warn: We cannot tell ${text}`));
  });

  it('goes on, with a line for it, when something fails that nobody has thought of', async () => {
    clients.cloudformation.on(DescribeStacksCommand).rejects(new TypeError('bug'));
    expect(await said(named())).toEqual([
      'warn: We cannot tell which stack is removed: TypeError: bug. → This is a fault of this command. The removal does not depend on it.',
    ]);
  });

  it('stops when the operator presses Ctrl-C at its question', async () => {
    delete process.env.LOGTO_APP_SECRET;
    const cancel = () => Promise.reject(new Cancelled());
    const prompts = { text: cancel, password: cancel, confirm: cancel };
    const options = { stackName: 'LogtoSms', region: 'eu-central-1', ...named() };
    await expect(warnBeforeDestroy(options, fakeOutput(), prompts)).rejects.toBeInstanceOf(Cancelled);
  });

  const calls = ['POST /oidc/token', 'GET /api/connectors'];
  it.each(calls)('goes on when the answer to %s breaks off, and names Logto as the one that fails', async (call) => {
    logto.cut = { call, when: 'within' };
    expect((await said(named()))[0]).toMatch(
      /^warn: We cannot tell whether Logto .*: Logto at http\S+ cannot be reached \(.+\)\. → Check the address/,
    );
  });

  it.each(calls)('goes on when the answer to %s never ends, and names Logto as the one that fails', async (call) => {
    const soon = AbortSignal.timeout.bind(AbortSignal, 50);
    jest.spyOn(AbortSignal, 'timeout').mockImplementation(soon);
    logto.cut = { call, when: 'stalled' };
    expect((await said(named()))[0]).toMatch(/: Logto at http\S+ cannot be reached \(.*time.*\)\. → Check/);
  });
});

describe('logto-sms-aws destroy, without a terminal,', () => {
  let folder: string;
  let aws: Server;
  let awsUrl: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sms-destroy-'));
    writeFileSync(join(folder, 'sms.config.json'), '{"brand": "Acme", "countries": ["DE"]}');
    // In place of the CDK: prints how it is called.
    for (const [file, content] of Object.entries({
      'aws-cdk/bin/cdk': 'console.log(JSON.stringify(process.argv.slice(2)))',
      'aws-cdk-lib/package.json': '{}',
      'constructs/package.json': '{}',
    })) {
      mkdirSync(join(folder, 'node_modules', dirname(file)), { recursive: true });
      writeFileSync(join(folder, 'node_modules', file), content);
    }
    aws = createServer(async (request, response) => {
      const [type, body] = awsAnswer(request.headers['x-amz-target'], await text(request));
      response.writeHead(200, { 'content-type': type }).end(body);
    });
    awsUrl = await listen(aws);
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await closed(aws);
  });

  /** What CloudFormation and Secrets Manager answer over HTTP. */
  function awsAnswer(target: unknown, request: string): [type: string, body: string] {
    if (target === 'secretsmanager.GetSecretValue') {
      return [
        'application/x-amz-json-1.1',
        JSON.stringify({ SecretString: stored(), VersionId: 'v1', CreatedDate: 1 }),
      ];
    }
    const [, action = ''] = /Action=(\w+)/.exec(request) ?? [];
    const result =
      action === 'DescribeStacks'
        ? `<Stacks><member><StackName>LogtoSms</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-11-21T12:00:00Z</CreationTime>
           <Outputs><member><OutputKey>EndpointUrl</OutputKey><OutputValue>${ENDPOINT}</OutputValue></member></Outputs></member></Stacks>`
        : `<StackResourceSummaries><member><LogicalResourceId>PreviousConnectorSecret1A2B</LogicalResourceId><ResourceType>AWS::SecretsManager::Secret</ResourceType>
           <PhysicalResourceId>${PREVIOUS_ARN}</PhysicalResourceId><ResourceStatus>CREATE_COMPLETE</ResourceStatus><LastUpdatedTimestamp>2026-11-21T12:00:00Z</LastUpdatedTimestamp></member></StackResourceSummaries>`;
    return [
      'text/xml',
      `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>${result}</${action}Result></${action}Response>`,
    ];
  }

  function destroy(args: readonly string[], env: Record<string, string>) {
    return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
      const options = {
        cwd: folder,
        env: { PATH: process.env.PATH ?? '', HOME: folder, COLUMNS: '60', NO_COLOR: '1', ...env },
      };
      execFile(process.execPath, [packageCommand(), 'destroy', ...args], options, (error, stdout, stderr) =>
        resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  }

  it('warns in 60 columns, keeps its options from the CDK, and goes on', async () => {
    const { status, stdout, stderr } = await destroy(
      ['--logto', logto.url, `--app-id=${APP.appId}`, '--region', 'eu-central-1', '--force'],
      {
        AWS_ENDPOINT_URL: awsUrl,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        LOGTO_APP_SECRET: APP.appSecret,
      },
    );
    expect([status, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    const called: string[] = JSON.parse(lines.pop() ?? '');
    expect(called.slice(0, 1)).toEqual(['destroy']);
    expect(called.slice(-3)).toEqual(['--region', 'eu-central-1', '--force']);
    expect(called.join(' ')).not.toMatch(/--logto|--app-id/);
    const printed = lines.join(' ').replace(/\s+/g, ' ');
    expect(printed).toContain('still sends its SMS through this stack');
    const undo = `npx logto-sms-aws connect --undo --logto ${logto.url} --app-id app-1 --region eu-central-1`;
    expect(printed).toContain(undo);
    expect(printed).not.toContain('--config');
    for (const each of [...VENDOR_SECRETS, APP.appSecret]) expect(stdout.includes(each)).toBe(false);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('names the configuration where it is not the usual one', async () => {
    writeFileSync(join(folder, 'eu.json'), '{"brand": "Acme", "countries": ["DE"]}');
    const keys = { AWS_ENDPOINT_URL: awsUrl, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    const { stdout } = await destroy(['--config', 'eu.json', '--region', 'eu-central-1'], keys);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      `--undo --logto ${logto.url} --app-id <id> --region eu-central-1 --config ${join(folder, 'eu.json')}`,
    );
  });

  it('goes on when the answer of Logto breaks off', async () => {
    logto.cut = { call: 'GET /api/connectors', when: 'within' };
    const { status, stdout, stderr } = await destroy(
      ['--logto', logto.url, '--app-id', APP.appId, '--region', 'eu-central-1'],
      {
        AWS_ENDPOINT_URL: awsUrl,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        LOGTO_APP_SECRET: APP.appSecret,
      },
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.replace(/\s+/g, ' ')).toContain('We cannot tell whether Logto still needs the stack: Logto at');
    expect(stdout).toContain('["destroy"');
  });

  it('goes on where no Region and no Logto are known', async () => {
    const { status, stdout } = await destroy([], {});
    expect(status).toBe(0);
    expect(stdout).toContain('No Region is set');
    expect(stdout).toContain('["destroy"');
  });

  it('has its options in its help', async () => {
    expect((await destroy(['--help'], {})).stdout).toContain('--logto ADDRESS');
  });
});
