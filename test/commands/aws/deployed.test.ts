import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  findPart,
  isPart,
  missingParts,
  type OptionalPart,
  type Part,
  partOf,
  requireStack,
} from '../../../commands/aws/deployed';
import { END_USER_MESSAGING_EVERYTHING } from '../../lib/configurations';
import { templateOf } from '../../lib/template-of';
import { freshAccount, healthyAccount, mockedClients, SDK, stackNamed } from '../fake-account';

const PARTS: Part[] = [
  'sender',
  'consumer',
  'senderLog',
  'consumerLog',
  'token',
  'previousConnector',
  'key',
  'table',
  'queue',
  'deadLetters',
  'topic',
];

const { Resources, Outputs } = templateOf().toJSON() as {
  Resources: Record<string, { Type: string }>;
  Outputs: Record<string, unknown>;
};
const resources = Object.entries(Resources).map(([logicalId, { Type }]) => ({ logicalId, type: Type, physicalId: '' }));

describe('the deployed stack', () => {
  it.each(PARTS)('has exactly one %s, found as the commands look for it', (part) => {
    expect(resources.filter((resource) => isPart(resource, part))).toHaveLength(1);
  });

  it.each(['messageEvents', 'protect'] satisfies OptionalPart[])('has %s only with End User Messaging', (part) => {
    const { Resources } = templateOf(END_USER_MESSAGING_EVERYTHING).toJSON();
    const found = Object.entries<{ Type: string }>(Resources)
      .map(([logicalId, { Type }]) => ({ logicalId, type: Type, physicalId: `${logicalId}-1` }))
      .filter((resource) => isPart(resource, part));

    expect(found).toHaveLength(1);
    expect(findPart({ name: '', status: '', outputs: {}, resources: found }, part)).toBe(found[0]?.physicalId);
    expect(findPart({ name: '', status: '', outputs: {}, resources }, part)).toBeUndefined();
  });

  it('has every part that the commands look for', () => {
    const outputs = Object.fromEntries(Object.keys(Outputs).map((key) => [key, 'https://example.com']));
    expect(missingParts({ name: 'LogtoSms', status: '', outputs, resources })).toEqual([]);
    expect(outputs).toHaveProperty('SendsPerSecond');
  });

  it('of the version before, which kept no connector, lacks nothing', () => {
    const older = resources.filter((resource) => !isPart(resource, 'previousConnector'));
    const outputs = { EndpointUrl: 'https://example.com' };
    expect(missingParts({ name: 'LogtoSms', status: '', outputs, resources: older })).toEqual([]);
    const broken = older.filter((resource) => !isPart(resource, 'table'));
    expect(missingParts({ name: 'LogtoSms', status: '', outputs, resources: broken })).toEqual(['table']);
  });

  it('is named in the error when it does not exist, with the options that choose another', async () => {
    freshAccount(mockedClients());
    await expect(requireStack(SDK, 'Typo')).rejects.toMatchObject({
      message: 'There is no stack "Typo" in eu-central-1.',
      next: expect.stringMatching(/^If it is deployed already, name its Region.*--stack.* Otherwise deploy it/),
    });
  });

  it.each([
    ['REVIEW_IN_PROGRESS', 'was never deployed'],
    ['ROLLBACK_COMPLETE', 'nothing is deployed'],
    ['DELETE_IN_PROGRESS', 'is being removed'],
  ] as const)('is named with its state in the error when it cannot send (%s)', async (StackStatus, text) => {
    const clients = mockedClients();
    healthyAccount(clients, 'https://abc.example.com/sms');
    clients.cloudformation
      .on(DescribeStacksCommand)
      .resolves({ Stacks: [{ ...stackNamed('LogtoSms', ''), StackStatus }] });
    await expect(requireStack(SDK, 'LogtoSms')).rejects.toMatchObject({
      message: expect.stringContaining(text),
      next: expect.stringContaining('npx cdk deploy'),
    });
  });

  it('names in the error a part that an older version lacks', () => {
    const old = { name: 'LogtoSms', status: '', outputs: {}, resources: [] };
    expect(() => partOf(old, 'table')).toThrow(
      'The stack "LogtoSms" has no AWS::DynamoDB::GlobalTable whose logical id begins with AbuseGuard.',
    );
  });
});
