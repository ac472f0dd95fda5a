import { randomInt } from 'node:crypto';
import {
  type AttributeValue,
  type ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { clientSettings, keepAliveAgent } from './aws-client';
import type { ConditionalIncrement, Counters, Item } from './counters';
import { AT_THE_SOCKET, type DryRun } from './warm-up';

export interface TableAccess {
  readonly client?: DynamoDBClient;
  readonly deadlineMs?: number;
  /** Lets no update reach the table. */
  readonly dryRun?: DryRun;
}

/** A call of the table may take this long, a second try included; past it the request goes on without the table. */
const DEADLINE_MS = 1_000;

/** @param agent keeps its connections */
export function tableClient(agent = keepAliveAgent(), deadlineMs = DEADLINE_MS): DynamoDBClient {
  const patience = { attempts: 2, connectMs: deadlineMs * 0.4, attemptMs: deadlineMs * 0.5 };
  return new DynamoDBClient({
    ...clientSettings('DYNAMODB', patience, agent),
    // Endpoints per account would need the account's id, which Lambda's credentials do not name.
    accountIdEndpointMode: 'disabled',
  });
}

/** Counters in the table of `lib/abuse-guard.ts`: one conditional update each, so correct under any race. */
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
    async tryIncrement(take) {
      const ticket = randomInt(2 ** 48 - 1);
      try {
        const { Attributes } = await update({
          TableName: tableName,
          Key: { key: { S: take.key } },
          ...expressionsOf(take, ticket),
          ReturnValues: 'ALL_OLD',
          // So that a refusal costs no second call to learn what was full.
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        });
        return { applied: true, previous: itemOf(Attributes) };
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
        const previous = itemOf(error.Item);
        // The SDK's second try after an answer that was lost finds what the first one did.
        return { applied: previous[TICKET] === ticket, previous };
      }
    },
    async read(key) {
      const input = { TableName: tableName, Key: { key: { S: key } }, ConsistentRead: true };
      return itemOf((await client.send(new GetItemCommand(input), options())).Item);
    },
    async write(key, name, value, expiresAt) {
      await update({
        TableName: tableName,
        Key: { key: { S: key } },
        UpdateExpression: value === undefined ? 'REMOVE #n SET expires = :e' : 'SET #n = :v, expires = :e',
        ExpressionAttributeNames: { '#n': name },
        ExpressionAttributeValues: {
          ':e': number(seconds(expiresAt)),
          ...(value !== undefined && { ':v': number(value) }),
        },
      });
    },
  };
}

/** Says who was the last to take from an item, since an update cannot be told from its own repetition otherwise. */
const TICKET = 'ticket';

/** Matched by name: the class is another one where two copies of the SDK are bundled. */
function isConditionFailure(error: unknown): error is ConditionalCheckFailedException {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

/** `ADD` the counters and `SET` the rest, under the condition that nothing is full and the mark is free. */
function expressionsOf({ counters, deduplicationMark, set = {}, expiresAt }: ConditionalIncrement, ticket: number) {
  const names: Record<string, string> = { '#ticket': TICKET };
  const values: Record<string, AttributeValue> = {
    ':expires': number(seconds(expiresAt)),
    ':ticket': number(ticket),
  };
  const adds: string[] = [];
  const sets = ['expires = :expires', '#ticket = :ticket'];
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

function number(value: number): AttributeValue {
  return { N: String(value) };
}

/** DynamoDB's TTL counts in seconds. */
function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1_000);
}
