import {
  type AttributeValue,
  type ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { EXPIRES, PARTITION_KEY } from '../contract/table';
import { clientSettings, keepAliveAgent } from './aws-client';
import { type Counters, type Item, undo } from './counters';
import { AT_THE_SOCKET, type DryRun } from './dry-run';
import { incrementExpressions, number, releaseExpressions, seconds } from './update-expressions';

/** How the counters reach their table. */
export interface TableAccess {
  /** @default a new client */
  readonly client?: DynamoDBClient;
  /** The time limit of a call including its retry, in milliseconds. @default 1,000 */
  readonly deadlineMs?: number;
  /** Keeps every update from reaching the table. @default updates reach it */
  readonly dryRun?: DryRun;
}

/** After this time a request goes on without the table. In milliseconds. */
const DEADLINE_MS = 1_000;

/**
 * Makes a DynamoDB client.
 *
 * @param agent keeps its connections
 * @param deadlineMs the time limit of a call including its retry, in milliseconds
 */
export function tableClient(agent = keepAliveAgent(), deadlineMs = DEADLINE_MS): DynamoDBClient {
  const timeouts = { attempts: 2, connectMs: deadlineMs * 0.4, attemptMs: deadlineMs * 0.5 };
  return new DynamoDBClient({
    ...clientSettings('DYNAMODB', timeouts, agent),
    // An endpoint per account would need the account's id, which Lambda's credentials do not contain.
    accountIdEndpointMode: 'disabled',
  });
}

/**
 * Counters in the table of `lib/abuse-guard.ts`. Each increment is one conditional update, so no race can exceed a
 * limit. The calls throw the SDK's errors.
 */
export function tableCounters(
  tableName: string,
  { deadlineMs = DEADLINE_MS, client = tableClient(keepAliveAgent(), deadlineMs), dryRun }: TableAccess = {},
): Counters {
  const options = () => ({ abortSignal: AbortSignal.timeout(deadlineMs) });
  const update = (input: UpdateItemCommandInput) => {
    const command = new UpdateItemCommand(input);
    if (dryRun) command.middlewareStack.add(dryRun.middleware, AT_THE_SOCKET);
    return client.send(command, options());
  };
  const get = (input: GetItemCommandInput) => {
    const command = new GetItemCommand(input);
    if (dryRun) command.middlewareStack.add(dryRun.middleware, AT_THE_SOCKET);
    return client.send(command, options());
  };
  return {
    async tryIncrement(increment) {
      try {
        const { Attributes } = await update({
          TableName: tableName,
          Key: keyOf(increment.key),
          ...incrementExpressions(increment),
          ReturnValues: 'ALL_OLD',
          // Shows which limit was reached without a second call.
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        });
        return { applied: true, previous: itemOf(Attributes) };
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
        const item = itemOf(error.Item);
        // If the answer of the SDK's first attempt was lost, its retry finds the ticket that the first one wrote.
        const applied = item[increment.ticket.name] === increment.ticket.value;
        return applied ? { applied, previous: undo(item, increment), isRetry: true } : { applied, previous: item };
      }
    },
    async release(increment, options) {
      try {
        await update({ TableName: tableName, Key: keyOf(increment.key), ...releaseExpressions(increment, options) });
      } catch (error) {
        // The ticket is gone: a first attempt of the SDK removed it, or a later call overwrote it.
        if (!isConditionFailure(error)) throw error;
      }
    },
    async read(key) {
      return itemOf((await get({ TableName: tableName, Key: keyOf(key), ConsistentRead: true })).Item);
    },
    async write(key, name, value, expiresAt) {
      await update({
        TableName: tableName,
        Key: keyOf(key),
        UpdateExpression: 'SET #n = :v, #e = :e',
        ExpressionAttributeNames: { '#n': name, '#e': EXPIRES },
        ExpressionAttributeValues: { ':v': number(value), ':e': number(seconds(expiresAt)) },
      });
    },
  };
}

/** Compares the name, since `instanceof` fails across bundled copies of the SDK. */
function isConditionFailure(error: unknown): error is ConditionalCheckFailedException {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

function itemOf(attributes: Record<string, AttributeValue> | undefined): Item {
  const numbers = Object.entries(attributes ?? {}).filter(([, { N }]) => N !== undefined);
  return Object.fromEntries(numbers.map(([name, { N }]) => [name, Number(N)]));
}

function keyOf(key: string): Record<string, AttributeValue> {
  return { [PARTITION_KEY]: { S: key } };
}
