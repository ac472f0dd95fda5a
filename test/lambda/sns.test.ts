import { Agent } from 'node:https';
import { Socket } from 'node:net';
import { isUnclear } from '../../lambda/publish-error';
import { Refusal } from '../../lambda/refusal';
import { secretReader } from '../../lambda/secrets';
import { snsClient, snsPublisher } from '../../lambda/sns';
import { type FakeAws, fakeAws } from '../fake-aws';
import { fakeSettings, queuedMessage } from '../fake-dependencies';

const MESSAGE = queuedMessage();
const CREDENTIALS = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
const INDIA = { countries: ['IN'], senderId: 'ACMEIN', indiaDlt: { entityId: '11', templateIds: { Generic: '22' } } };
const environment = process.env;
const { signal } = new AbortController();

let aws: FakeAws;

beforeEach(async () => {
  aws = await fakeAws('the-token');
  process.env = { ...environment, ...CREDENTIALS, AWS_ENDPOINT_URL: aws.url };
});

afterEach(async () => {
  process.env = environment;
  await aws.close();
});

/** Publishes a message with a configuration. */
function publish(config: Record<string, unknown> = {}, message = MESSAGE, until = signal): Promise<string> {
  return snsPublisher(fakeSettings(config))(message, until);
}

describe('the publisher', () => {
  it('sends number, text and type in one call', async () => {
    expect(await publish()).toBe('message-1');
    expect(aws.calls).toEqual(['Publish']);
    expect(Object.fromEntries(aws.published[0] ?? [])).toEqual({
      Action: 'Publish',
      Version: '2010-03-31',
      PhoneNumber: MESSAGE.sms.to,
      Message: MESSAGE.sms.text,
      'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
      'MessageAttributes.entry.1.Value.DataType': 'String',
      'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
    });
  });

  it.each([
    ['DE', { senderId: 'Acme' }, 'AWS.SNS.SMS.SenderID', 'String', 'Acme'],
    ['DE', { originationNumber: '12345' }, 'AWS.MM.SMS.OriginationNumber', 'String', '12345'],
    ['DE', { maxPriceUsd: 0.05 }, 'AWS.SNS.SMS.MaxPrice', 'Number', '0.05'],
    ['IN', INDIA, 'AWS.MM.SMS.EntityId', 'String', '11'],
    ['IN', INDIA, 'AWS.MM.SMS.TemplateId', 'String', '22'],
  ])('sends to %s, with %j, the attribute %s', async (country, config, name, type, value) => {
    await publish(config, queuedMessage({ country }));
    const parameters = aws.published[0];
    const key = [...(parameters ?? [])].find(([, text]) => text === name)?.[0].replace('.Name', '');
    expect(parameters?.get(`${key}.Value.DataType`)).toBe(type);
    expect(parameters?.get(`${key}.Value.StringValue`)).toBe(value);
  });

  it.each([
    ['throttles', 'Throttling'],
    ['fails', 'InternalError'],
    ['refuses', 'Refusal'],
  ] as const)('makes no second attempt when SNS %s', async (mood, name) => {
    aws.moods[0] = mood;
    await expect(publish()).rejects.toMatchObject({ name: expect.stringContaining(name) });
    expect(aws.calls).toEqual(['Publish']);
  });

  it.each([
    ['InvalidParameterException', 400],
    ['InvalidParameter', 400],
    ['ParameterValueInvalidException', 400],
    ['AuthorizationErrorException', 403],
    ['AuthorizationError', 403],
    ['AccessDenied', 403],
    ['OptedOut', 400],
    ['SomethingNew', 400],
  ])('refuses what SNS permanently rejects with %s (%s)', async (name, httpStatusCode) => {
    const cause = Object.assign(new Error('x'), { name, $metadata: { httpStatusCode } });
    const client = snsClient();
    client.middlewareStack.add(() => () => Promise.reject(cause), { step: 'initialize' });
    const error = await snsPublisher(fakeSettings(), client)(MESSAGE, signal).catch((caught) => caught);
    expect(error).toMatchObject({ reason: 'sns-refused', cause });
  });

  it('ends a call that hangs at the deadline', async () => {
    aws.moods[0] = 'hangs';
    await expect(publish({}, MESSAGE, AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('an error of the SDK', () => {
  it('is not unclear when no connection was established in time', async () => {
    process.env.AWS_ENDPOINT_URL = 'https://127.0.0.1:1';
    const agent = new Agent();
    const never = Object.defineProperty(new Socket(), 'connecting', { value: true });
    agent.createConnection = () => never;
    const error = await snsPublisher(fakeSettings(), snsClient(agent))(MESSAGE, signal).catch((caught) => caught);
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect([isUnclear(error), error instanceof Refusal]).toEqual([false, false]);
  });

  it('is unclear when a connection was established and no answer came', async () => {
    aws.moods[0] = 'hangs';
    const error = await publish({}, MESSAGE, AbortSignal.timeout(100)).catch((caught) => caught);
    expect([isUnclear(error), error instanceof Refusal]).toEqual([true, false]);
  });
});

describe('the reader of the secret', () => {
  it('gives the version of a stage', async () => {
    const read = secretReader('arn:secret');
    expect(await read('AWSCURRENT')).toEqual({
      token: 'the-token',
      versionId: 'v1',
      createdAt: expect.any(Number),
    });
  });

  it('has no previous version before the first rotation', async () => {
    expect(await secretReader('arn:secret')('AWSPREVIOUS')).toBeUndefined();
  });

  it('throws when there is no current version', async () => {
    aws.tokens.length = 0;
    await expect(secretReader('arn:secret')('AWSCURRENT')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
