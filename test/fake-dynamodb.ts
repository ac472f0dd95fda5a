import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

export const TABLE = 'counters';

export interface FakeDynamodb {
  readonly url: string;
  /** How many calls came. */
  readonly calls: () => number;
  /** Set to have every call hang, as when the table is out of reach. */
  isDown: boolean;
  /** Set to have the next call done, and its answer lost on the way. */
  losesNextAnswer: boolean;
  readonly close: () => Promise<void>;
}

/**
 * DynamoDB's API on loopback with the table of `lib/abuse-guard.ts`: dynalite, and before it the one thing that it
 * lacks, the item in the answer to an update whose condition failed (`ReturnValuesOnConditionCheckFailure`).
 */
export async function fakeDynamodb(): Promise<FakeDynamodb> {
  const database: Server = dynalite({ createTableMs: 0 });
  const databaseUrl = await listen(database);
  let calls = 0;
  const state = { isDown: false, losesNextAnswer: false };
  const front = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const body = await read(request);
    calls += 1;
    if (state.isDown) return;
    const target = String(request.headers['x-amz-target']);
    const answer = await forward(databaseUrl, request, target, body);
    if (state.losesNextAnswer) {
      state.losesNextAnswer = false;
      request.socket.resetAndDestroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer.text);
  });
  const url = await listen(front);
  await createTable(url);
  return Object.assign(state, {
    url,
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

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function closed(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
