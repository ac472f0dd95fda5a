import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { closed, listen } from './loopback';

/** The name of the table. */
export const TABLE = 'counters';

/** DynamoDB on loopback. */
export interface FakeDynamodb {
  readonly url: string;
  /** The environment variables that lead a client of the SDK to it. */
  readonly environment: Readonly<Record<string, string>>;
  /** How many calls it received. */
  readonly calls: () => number;
  /** Whether every call hangs, as when the table cannot be reached. */
  isDown: boolean;
  /** Whether the answer of the next call gets lost. The call itself takes effect. */
  losesNextAnswer: boolean;
  /** Makes calls of others before the answer of the next call gets lost, so before the SDK's retry. */
  beforeNextRetry: (() => Promise<void>) | undefined;
  readonly close: () => Promise<void>;
}

/**
 * Starts DynamoDB on loopback with the table of `lib/abuse-guard.ts`. It is dynalite, plus the one thing that dynalite
 * lacks: the item in the answer to an update whose condition failed (`ReturnValuesOnConditionCheckFailure`).
 */
export async function fakeDynamodb(): Promise<FakeDynamodb> {
  const database: Server = dynalite({ createTableMs: 0 });
  const databaseUrl = await listen(database);
  let calls = 0;
  const state: Pick<FakeDynamodb, 'isDown' | 'losesNextAnswer' | 'beforeNextRetry'> = {
    isDown: false,
    losesNextAnswer: false,
    beforeNextRetry: undefined,
  };
  const front = createServer(async (request, response) => {
    const body = await text(request);
    calls += 1;
    if (state.isDown) return;
    const target = String(request.headers['x-amz-target']);
    const answer = await forward(databaseUrl, request, target, body);
    if (state.losesNextAnswer || state.beforeNextRetry) {
      const { beforeNextRetry } = state;
      Object.assign(state, { losesNextAnswer: false, beforeNextRetry: undefined });
      // The client does not know yet that it gets no answer, so the calls of others come before its retry.
      await beforeNextRetry?.();
      request.socket.resetAndDestroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer.text);
  });
  const url = await listen(front);
  await createTable(url);
  return Object.assign(state, {
    url,
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    },
    calls: () => calls,
    async close() {
      await Promise.all([front, database].map(closed));
    },
  });
}

async function forward(url: string, request: IncomingMessage, target: string, body: string) {
  const call = async (operation: string, json: string) => {
    const headers = {
      'x-amz-target': operation,
      'content-type': 'application/x-amz-json-1.0',
      authorization: String(request.headers.authorization),
      'x-amz-date': String(request.headers['x-amz-date']),
    };
    const response = await fetch(url, { method: 'POST', headers, body: json });
    return { status: response.status, text: await response.text() };
  };
  const answer = await call(target, body);
  const { TableName, Key, ReturnValuesOnConditionCheckFailure } = JSON.parse(body);
  const isConditionFailure = answer.status === 400 && answer.text.includes('ConditionalCheckFailedException');
  if (!isConditionFailure || ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return answer;
  const read = await call('DynamoDB_20120810.GetItem', JSON.stringify({ TableName, Key, ConsistentRead: true }));
  return { status: 400, text: JSON.stringify({ ...JSON.parse(answer.text), ...JSON.parse(read.text) }) };
}

async function createTable(endpoint: string): Promise<void> {
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  await new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials }).send(
    new CreateTableCommand({
      TableName: TABLE,
      AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
}
