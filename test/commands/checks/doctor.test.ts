import {
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type StackResourceSummary,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { examine } from '../../../commands/checks/examine';
import { parseConfig } from '../../../config/load-config';
import {
  type Clients,
  freshAccount,
  healthyAccount,
  mockedClients,
  NOW,
  resources,
  SDK,
  stackNamed,
} from '../fake-account';
import { type FakeEndpoint, fakeEndpoint } from '../fake-endpoint';
import { fakeOutput } from '../fake-output';

const CONFIG = parseConfig({ brand: 'Acme', countries: ['DE', 'GB', 'US'], alarmEmail: 'ops@example.com' }, 'test');

let clients: Clients;
let endpoint: FakeEndpoint;

beforeAll(async () => {
  clients = mockedClients();
  endpoint = await fakeEndpoint();
});
beforeEach(() => {
  for (const client of Object.values(clients)) client.reset();
});
afterAll(() => endpoint.close());

async function report(config = CONFIG): Promise<string> {
  const output = fakeOutput();
  const account = { sdk: SDK, config, phone: '+4915112345678', now: () => NOW };
  await examine(account, { name: config.stackName }, output);
  return output.text().replaceAll(new URL(endpoint.url).host, 'abc123.execute-api.eu-central-1.amazonaws.com');
}

describe('the report of doctor', () => {
  it('on a fresh account says what to do before the first code is sent', async () => {
    freshAccount(clients);
    expect(await report()).toMatchSnapshot();
  });

  it('on a healthy account finds nothing to fix', async () => {
    healthyAccount(clients, endpoint.url);
    expect(await report({ ...CONFIG, countries: ['DE', 'US'] })).toMatchSnapshot();
  });

  it('ends after the first line when AWS does not accept the credentials', async () => {
    const expired = Object.assign(new Error('The security token is expired'), { name: 'ExpiredToken' });
    for (const client of Object.values(clients)) client.rejects(expired);
    expect(await report()).toMatchSnapshot();
  });

  it('blocks when the stack may not be read, because nobody knows how it is', async () => {
    healthyAccount(clients, endpoint.url);
    const message = 'User: arn is not authorized to perform: cloudformation:DescribeStacks on resource: arn';
    clients.cloudformation.reset().rejects(Object.assign(new Error(message), { name: 'AccessDenied' }));
    const findings = await examine(
      { sdk: SDK, config: CONFIG, phone: undefined, now: () => NOW },
      { name: 'LogtoSms' },
      fakeOutput(),
    );
    expect(findings[1]).toMatchObject({
      check: 'stack',
      state: 'fail',
      text: expect.stringMatching(/^Cannot check the stack LogtoSms: you may not call cloudformation:DescribeStacks\./),
      next: expect.stringContaining('Allow cloudformation:DescribeStacks'),
    });
  });

  it('does not invite a second stack where the Region may be the wrong one', async () => {
    freshAccount(clients);
    const findings = await examine(
      { sdk: { ...SDK, region: 'eu-west-1' }, config: CONFIG, phone: undefined, now: () => NOW },
      { name: 'LogtoSms' },
      fakeOutput(),
    );
    expect(findings[1]?.text).toContain('There is no stack LogtoSms in eu-west-1.');
    expect(findings[1]?.next).toMatch(/^If it is deployed already, name its Region \(--region\).* Otherwise deploy it/);
  });

  it('names the missing permission on each line when all are missing', async () => {
    healthyAccount(clients, endpoint.url);
    const { sts, ...others } = clients;
    const denied = Object.assign(new Error('no'), { name: 'AccessDenied' });
    for (const client of Object.values(others)) client.reset().rejects(denied);
    expect(await report()).toMatchSnapshot();
  });
});

describe('a stack that is not as it should be', () => {
  /** The findings of an account that is healthy except for the status of its stack, and maybe its resources. */
  async function findingsAt(StackStatus: StackStatus, of: readonly object[] = resources()) {
    healthyAccount(clients, endpoint.url);
    clients.cloudformation
      .on(DescribeStacksCommand)
      .resolves({ Stacks: [{ ...stackNamed('LogtoSms', endpoint.url), StackStatus }] })
      .on(ListStackResourcesCommand)
      .resolves({ StackResourceSummaries: [...of] as StackResourceSummary[] });
    const config = { ...CONFIG, countries: ['DE', 'US'] };
    return examine({ sdk: SDK, config, phone: undefined, now: () => NOW }, { name: 'LogtoSms' }, fakeOutput());
  }

  const OF_STACK = ['endpoint', 'token-age', 'alarm-mail', 'alarms', 'queues'];

  it.each([
    ['CREATE_FAILED', 'failed at its first deployment, and was not rolled back', 'npx cdk rollback and npx cdk deploy'],
    [
      'ROLLBACK_IN_PROGRESS',
      'is being rolled back',
      'Wait until that is done, fix the first error, then npx cdk deploy',
    ],
    ['ROLLBACK_COMPLETE', 'nothing is deployed', 'Fix the first error, then npx cdk deploy'],
    ['ROLLBACK_FAILED', 'could not be rolled back', 'npx cdk destroy'],
    ['REVIEW_IN_PROGRESS', 'was never deployed', 'Deploy it: npx cdk deploy'],
    ['UPDATE_FAILED', 'was not rolled back', 'npx cdk rollback'],
    ['UPDATE_ROLLBACK_FAILED', 'could not be rolled back', 'continue: npx cdk rollback'],
    ['IMPORT_ROLLBACK_FAILED', 'failed at an import', "in CloudFormation's console"],
    ['DELETE_IN_PROGRESS', 'is being removed', 'wait until that is done, then npx cdk deploy'],
    ['DELETE_FAILED', 'could not be removed completely', 'Remove the rest (npx cdk destroy)'],
    ['DELETE_COMPLETE', 'was removed', 'npx cdk deploy'],
  ] as const)('in %s is the one ✗, told before all else with its next step', async (status, text, next) => {
    const findings = await findingsAt(status);

    expect(findings[1]).toMatchObject({ check: 'stack', state: 'fail', text: expect.stringContaining(text) });
    expect(findings[1]?.text).toContain(`(${status})`);
    expect(findings[1]?.next).toContain(next);
    expect(findings.filter(({ state }) => state === 'fail')).toHaveLength(1);
    expect(findings.filter(({ check }) => OF_STACK.includes(check))).toEqual([]);
  });

  it('in CREATE_IN_PROGRESS is told, and nothing that needs it is asked', async () => {
    const findings = await findingsAt('CREATE_IN_PROGRESS');

    expect(findings[1]).toMatchObject({ state: 'warn', next: 'Run this again when that is done.' });
    expect(findings.filter(({ check }) => OF_STACK.includes(check))).toEqual([]);
  });

  it.each([
    ['UPDATE_IN_PROGRESS', 'is being changed', 'Run this again'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'is being changed', 'Run this again'],
    ['IMPORT_IN_PROGRESS', 'is being changed', 'Run this again'],
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'is being rolled back', 'Why it failed: aws cloudformation'],
    ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'is being rolled back', 'Why it failed: aws cloudformation'],
    ['IMPORT_ROLLBACK_IN_PROGRESS', 'is being rolled back', 'Why it failed: aws cloudformation'],
    ['UPDATE_ROLLBACK_COMPLETE', 'older than your configuration', 'Fix the first error, then deploy again'],
    ['IMPORT_ROLLBACK_COMPLETE', 'older than your configuration', 'Fix the first error, then deploy again'],
    ['SOMETHING_NEW', 'does not know', 'https://docs.aws.amazon.com/'],
  ] as const)('in %s still runs, so everything is asked', async (status, text, next) => {
    const findings = await findingsAt(status as StackStatus);

    expect(findings[1]).toMatchObject({ check: 'stack', state: 'warn', text: expect.stringContaining(text) });
    expect(findings[1]?.next).toContain(next);
    expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining(OF_STACK));
  });

  it.each(['DELETE_COMPLETE', 'DELETE_SKIPPED'])(
    'lacks the resources that CloudFormation lists as %s',
    async (gone) => {
      const findings = await findingsAt(
        'UPDATE_COMPLETE',
        resources().map((each) => (each.ResourceType === 'AWS::SQS::Queue' ? { ...each, ResourceStatus: gone } : each)),
      );

      expect(findings[1]).toMatchObject({ state: 'fail', text: expect.stringContaining('lacks queue, deadLetters') });
      expect(findings.filter(({ state }) => state === 'fail')).toHaveLength(1);
    },
  );

  it('does not count as another one when --stack names it', async () => {
    healthyAccount(clients, endpoint.url);
    clients.cloudformation.on(DescribeStacksCommand).callsFake(({ StackName }) => ({
      Stacks: [
        { ...stackNamed('Broken', endpoint.url), StackStatus: 'ROLLBACK_COMPLETE' },
        stackNamed('LogtoSms', endpoint.url),
      ].filter((each) => StackName === undefined || each.StackName === StackName),
    }));

    const findings = await examine(
      { sdk: SDK, config: CONFIG, phone: undefined, now: () => NOW },
      { name: 'Broken' },
      fakeOutput(),
    );

    expect(findings.find(({ check }) => check === 'pace')?.text).toMatch(
      /^LogtoSms sends at most 18 .* and this stack 18/,
    );
  });
});
