import { readFile } from 'node:fs/promises';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { PublishCommand } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings, keepAliveAgent } from '../../lambda/aws-client';
import { AT_THE_SOCKET } from '../../lambda/dry-run';
import { secretsClient } from '../../lambda/secrets';
import { snsClient } from '../../lambda/sns';
import { tableClient } from '../../lambda/table-counters';

// Mocked before the SDK is loaded, since the SDK keeps its own reference.
jest.mock('node:fs/promises', () => {
  const actual = jest.requireActual('node:fs/promises');
  return { ...actual, readFile: jest.fn(actual.readFile) };
});

const QUEUE_URL = 'https://sqs.eu-central-1.amazonaws.com/123456789012/overflow';
const environment = process.env;

beforeEach(() => {
  process.env = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
});

afterEach(() => {
  process.env = environment;
});

/** A middleware that fails with the host of the call, in place of the socket. */
function failWithHost({ request }: { request: unknown }): never {
  throw new Error((request as { hostname: string }).hostname);
}

interface Client {
  readonly middlewareStack: { add(middleware: () => typeof failWithHost, position: typeof AT_THE_SOCKET): void };
}

/** Cuts a client off from the network. */
function offline<Offline extends Client>(client: Offline): Offline {
  client.middlewareStack.add(() => failWithHost, AT_THE_SOCKET);
  return client;
}

describe("a client's settings", () => {
  // No endpoint is set, as on Lambda.
  it.each([
    ['sns', () => offline(snsClient()).send(new PublishCommand({ PhoneNumber: '+4915112345678', Message: 'Hallo' }))],
    ['secretsmanager', () => offline(secretsClient()).send(new GetSecretValueCommand({ SecretId: 'arn' }))],
    [
      'dynamodb',
      () => offline(tableClient()).send(new GetItemCommand({ TableName: 'table', Key: { key: { S: 'k' } } })),
    ],
    ['sqs', () => offline(sqsClient()).send(new SendMessageCommand({ QueueUrl: QUEUE_URL, MessageBody: '{}' }))],
  ])("lead to the Region's %s without a look into ~/.aws", async (service, call) => {
    await expect(call()).rejects.toThrow(`${service}.eu-central-1.amazonaws.com`);
    expect(jest.mocked(readFile).mock.calls.map(([path]) => path)).toEqual([]);
  });
});

function sqsClient(): SQSClient {
  return new SQSClient(clientSettings('SQS', { attempts: 1, connectMs: 500, attemptMs: 500 }, keepAliveAgent()));
}
