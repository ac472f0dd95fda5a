import { Agent } from 'node:https';
import { Socket } from 'node:net';
import { secretReader } from '../../lambda/secrets';
import type { Publish } from '../../lambda/send';
import { snsClient, snsPublisher } from '../../lambda/sns';
import { isRefused, isUnclear } from '../../lambda/sns-error';
import { type FakeAws, fakeAws } from '../fake-aws';

const SMS = { to: '+4915112345678', text: 'Grüße, 012345 ist Ihr Code' };
const CREDENTIALS = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
const environment = process.env;
const { signal } = new AbortController();

let aws: FakeAws;
let publish: Publish;

beforeEach(async () => {
  aws = await fakeAws('the-token');
  process.env = { ...environment, ...CREDENTIALS, AWS_ENDPOINT_URL: aws.url };
  publish = snsPublisher();
});

afterEach(async () => {
  process.env = environment;
  await aws.close();
});

describe('the publisher', () => {
  it('sends number, text and type in one call', async () => {
    expect(await publish(SMS, signal)).toBe('message-1');
    expect(aws.calls).toEqual(['Publish']);
    expect(Object.fromEntries(aws.published[0] ?? [])).toEqual({
      Action: 'Publish',
      Version: '2010-03-31',
      PhoneNumber: SMS.to,
      Message: SMS.text,
      'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
      'MessageAttributes.entry.1.Value.DataType': 'String',
      'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
    });
  });

  it.each([
    [{ sender: { senderId: 'Acme' } }, 'AWS.SNS.SMS.SenderID', 'String', 'Acme'],
    [{ sender: { originationNumber: '12345' } }, 'AWS.MM.SMS.OriginationNumber', 'String', '12345'],
    [{ maxPriceUsd: 0.05 }, 'AWS.SNS.SMS.MaxPrice', 'Number', '0.05'],
    [{ dlt: { entityId: '11', templateId: '22' } }, 'AWS.MM.SMS.EntityId', 'String', '11'],
    [{ dlt: { entityId: '11', templateId: '22' } }, 'AWS.MM.SMS.TemplateId', 'String', '22'],
  ])('sends %j as the attribute %s', async (changes, name, type, value) => {
    await publish({ ...SMS, ...changes }, signal);
    const parameters = aws.published[0];
    const key = [...(parameters ?? [])].find(([, text]) => text === name)?.[0].replace('.Name', '');
    expect(parameters?.get(`${key}.Value.DataType`)).toBe(type);
    expect(parameters?.get(`${key}.Value.StringValue`)).toBe(value);
  });

  it.each([
    ['throttles', 'Throttling'],
    ['fails', 'InternalError'],
    ['refuses', 'AuthorizationError'],
  ] as const)('makes no second attempt when SNS %s', async (mood, name) => {
    aws.moods[0] = mood;
    await expect(publish(SMS, signal)).rejects.toMatchObject({ name: expect.stringContaining(name) });
    expect(aws.calls).toEqual(['Publish']);
  });

  it('ends a call that hangs at the deadline', async () => {
    aws.moods[0] = 'hangs';
    await expect(publish(SMS, AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('an error of the SDK', () => {
  it('is not unclear when no connection was established in time', async () => {
    process.env.AWS_ENDPOINT_URL = 'https://127.0.0.1:1';
    const agent = new Agent();
    const never = Object.defineProperty(new Socket(), 'connecting', { value: true });
    agent.createConnection = () => never;
    const error = await snsPublisher(snsClient(agent))(SMS, signal).catch((caught) => caught);
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect([isUnclear(error), isRefused(error)]).toEqual([false, false]);
  });

  it('is unclear when a connection was established and no answer came', async () => {
    aws.moods[0] = 'hangs';
    const error = await publish(SMS, AbortSignal.timeout(100)).catch((caught) => caught);
    expect([isUnclear(error), isRefused(error)]).toEqual([true, false]);
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
