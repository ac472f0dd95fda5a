import { DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { endpointOf, missingParts, partOf, readStack } from '../../../commands/aws/deployed';
import { rate } from '../../../commands/checks/rate';
import { LogtoSms } from '../../../lib/logto-sms';
import { CONFIG } from '../../lib/configurations';
import { appWithFlags } from '../../lib/stack-of';
import { healthyAccount, mockedClients, SDK, stackNamed } from '../fake-account';

const templates = new Map<string, Synthesized>();

interface Synthesized {
  readonly Resources: Record<string, { Type: string }>;
  readonly Outputs: Record<string, { Description: string }>;
}

/** The template of a stack of somebody else with endpoints of these ids, one of which begins like another. */
function templateWith(ids: readonly string[]): Synthesized {
  const known = templates.get(ids.join());
  if (known) return known;
  const stack = new Stack(appWithFlags(), 'Shop');
  for (const id of ids) new LogtoSms(stack, id, { config: { ...CONFIG, sendsPerSecond: 5 } });
  const template = Template.fromStack(stack).toJSON() as Synthesized;
  templates.set(ids.join(), template);
  return template;
}

/** An account in which CloudFormation has deployed the template. Physical ids are the logical ones. */
function accountWith(ids: readonly string[]) {
  const { Resources, Outputs } = templateWith(ids);
  const clients = mockedClients();
  healthyAccount(clients, 'https://abc.example.com/sms');
  const outputs = Object.entries(Outputs).map(([OutputKey, { Description }]) => ({
    OutputKey,
    Description,
    OutputValue: OutputKey.includes('SendsPerSecond') ? '5' : `value of ${OutputKey}`,
  }));
  const stack = { ...stackNamed('Shop', ''), Description: 'A shop', Outputs: outputs };
  clients.cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [stack] });
  clients.cloudformation.on(ListStackResourcesCommand).resolves({
    StackResourceSummaries: Object.entries(Resources).map(([LogicalResourceId, { Type }]) => ({
      LogicalResourceId,
      PhysicalResourceId: LogicalResourceId,
      ResourceType: Type,
      ResourceStatus: 'CREATE_COMPLETE' as const,
      LastUpdatedTimestamp: new Date(0),
    })),
  });
  return clients;
}

describe('an endpoint in a stack of somebody else', () => {
  it.each([
    ['Sms', 'Sms'],
    ['SmsStaff', 'SmsStaff'],
    ['Sms-Staff', 'SmsStaff'],
  ])('is found by --construct %s, with all its parts and no other', async (construct, prefix) => {
    accountWith(['Sms', 'SmsStaff']);
    const stack = await readStack(SDK, 'Shop', construct);
    if (!stack) throw new Error('There is no stack.');
    expect(missingParts(stack)).toEqual([]);
    expect(endpointOf(stack)).toMatch(new RegExp(`^value of ${prefix}EndpointUrl[0-9A-F]{8}$`));
    for (const part of ['sender', 'table', 'token', 'queue', 'topic'] as const)
      expect(partOf(stack, part)).toMatch(new RegExp(`^${prefix}(Sender|AbuseGuard|Token|Overflow|Alarms)`));
    const alarms = stack.resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(20);
    for (const { physicalId } of alarms) expect(physicalId).toMatch(new RegExp(`^${prefix}Alarms`));
  });

  it('needs no --construct when it is the only one', async () => {
    accountWith(['Sms']);
    expect(await readStack(SDK, 'Shop')).toMatchObject({ outputs: { SendsPerSecond: '5' } });
  });

  it('must be chosen when there are several, and one that does not exist is named', async () => {
    accountWith(['Sms', 'SmsStaff']);
    const next = 'Choose one with --construct: Sms, SmsStaff.';
    await expect(readStack(SDK, 'Shop')).rejects.toMatchObject({ message: 'The stack "Shop" has 2 endpoints.', next });
    await expect(readStack(SDK, 'Shop', 'Mail')).rejects.toMatchObject({
      message: 'The stack "Shop" has no endpoint "Mail".',
      next,
    });
  });

  it('counts into the rate of the Region', async () => {
    accountWith(['Sms', 'SmsStaff']);
    const config = { ...CONFIG, stackName: 'Other', sendsPerSecond: 5 } as never;
    const finding = await rate.run({ sdk: SDK, config, phone: undefined, now: () => 0, stack: undefined } as never);
    expect(finding?.text).toContain('Shop sends at most 10 SMS a second, and this stack 5 more once deployed');
  });
});
