import { randomInt } from 'node:crypto';
import {
  type AttributeValue,
  type ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { EXPIRES, PARTITION_KEY, TICKET } from '../contract/table';
import { clientSettings, keepAliveAgent } from './aws-client';
import type { ConditionalIncrement, Counters, Item } from './counters';
import { AT_THE_SOCKET, type DryRun } from './dry-run';

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
  return {
    async tryIncrement(increment) {
      const ticket = randomInt(2 ** 48 - 1);
      try {
        const { Attributes } = await update({
          TableName: tableName,
          Key: keyOf(increment.key),
          ...expressionsOf(increment, ticket),
          ReturnValues: 'ALL_OLD',
          // Shows which limit was reached without a second call.
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        });
        return { applied: true, previous: itemOf(Attributes) };
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
        const previous = itemOf(error.Item);
        // If the answer of the SDK's first attempt was lost, its retry finds the ticket that the first one wrote.
        return { applied: previous[TICKET] === ticket, previous };
      }
    },
    async read(key) {
      const input = { TableName: tableName, Key: keyOf(key), ConsistentRead: true };
      return itemOf((await client.send(new GetItemCommand(input), options())).Item);
    },
    async write(key, name, value, expiresAt) {
      await update({
        TableName: tableName,
        Key: keyOf(key),
        UpdateExpression: value === undefined ? 'REMOVE #n SET #e = :e' : 'SET #n = :v, #e = :e',
        ExpressionAttributeNames: { '#n': name, '#e': EXPIRES },
        ExpressionAttributeValues: {
          ':e': number(seconds(expiresAt)),
          ...(value !== undefined && { ':v': number(value) }),
        },
      });
    },
  };
}

/** Compares the name, since `instanceof` fails across bundled copies of the SDK. */
function isConditionFailure(error: unknown): error is ConditionalCheckFailedException {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

/** Adds to the counters and sets the rest, on condition that no counter is at its limit and the mark is free. */
function expressionsOf({ counters, deduplicationMark, set = {}, expiresAt }: ConditionalIncrement, ticket: number) {
  const names: Record<string, string> = { '#ticket': TICKET, '#expires': EXPIRES };
  const values: Record<string, AttributeValue> = {
    ':expires': number(seconds(expiresAt)),
    ':ticket': number(ticket),
  };
  const adds: string[] = [];
  const sets = ['#expires = :expires', '#ticket = :ticket'];
  const conditions: string[] = [];
  for (const [index, [name, max]] of Object.entries(counters).entries()) {
    names[`#c${index}`] = name;
    values[':one'] = number(1);
    values[`:c${index}`] = number(max);
    adds.push(`#c${index} :one`);
    conditions.push(`(attribute_not_exists(#c${index}) OR #c${index} < :c${index})`);
  }
  for (const [index, [name, value]] of Object.entries(set).entries()) {
    names[`#s${index}`] = name;
    values[`:s${index}`] = number(value);
    sets.push(`#s${index} = :s${index}`);
  }
  if (deduplicationMark) {
    names['#mark'] = deduplicationMark.name;
    values[':mark'] = number(deduplicationMark.at);
    values[':free'] = number(deduplicationMark.freeAt);
    sets.push('#mark = :mark');
    conditions.push('(attribute_not_exists(#mark) OR #mark <= :free)');
  }
  return {
    UpdateExpression: `SET ${sets.join(', ')}${adds.length > 0 ? ` ADD ${adds.join(', ')}` : ''}`,
    ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

function itemOf(attributes: Record<string, AttributeValue> | undefined): Item {
  const numbers = Object.entries(attributes ?? {}).filter(([, { N }]) => N !== undefined);
  return Object.fromEntries(numbers.map(([name, { N }]) => [name, Number(N)]));
}

function keyOf(key: string): Record<string, AttributeValue> {
  return { [PARTITION_KEY]: { S: key } };
}

function number(value: number): AttributeValue {
  return { N: String(value) };
}

/** DynamoDB's TTL is in seconds. */
function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1_000);
}
