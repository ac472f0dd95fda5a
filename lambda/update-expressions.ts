import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { EXPIRES } from '../contract/table';
import type { ConditionalIncrement, ReleaseOptions } from './counters';

/** The parts of an `UpdateItem` call that say what it changes, and on which condition. */
export interface UpdateExpressions {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, AttributeValue>;
}

/**
 * Adds to the counters and writes mark and ticket, on condition that no counter is at its limit, the mark is free, and
 * the ticket has not been written before.
 */
export function incrementExpressions({ counters, mark, ticket, expiresAt }: ConditionalIncrement): UpdateExpressions {
  const names: Record<string, string> = { '#ticket': ticket.name, '#expires': EXPIRES };
  const values: Record<string, AttributeValue> = {
    ':ticket': number(ticket.value),
    ':expires': number(seconds(expiresAt)),
  };
  const sets = ['#expires = :expires', '#ticket = :ticket'];
  const adds: string[] = [];
  const conditions = ['(attribute_not_exists(#ticket) OR #ticket <> :ticket)'];
  for (const [index, [name, max]] of Object.entries(counters).entries()) {
    names[`#c${index}`] = name;
    values[':one'] = number(1);
    values[`:c${index}`] = number(max);
    adds.push(`#c${index} :one`);
    conditions.push(`(attribute_not_exists(#c${index}) OR #c${index} < :c${index})`);
  }
  if (mark) {
    names['#mark'] = mark.name;
    values[':free'] = number(mark.freeAt);
    conditions.push('(attribute_not_exists(#mark) OR #mark <= :free)');
    if ('at' in mark) {
      values[':mark'] = number(mark.at);
      sets.push('#mark = :mark');
    } else {
      values[':from'] = number(mark.from);
      values[':by'] = number(mark.advanceBy);
      sets.push('#mark = if_not_exists(#mark, :from) + :by');
    }
  }
  return {
    UpdateExpression: `SET ${sets.join(', ')}${adds.length > 0 ? ` ADD ${adds.join(', ')}` : ''}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

/** Removes ticket and mark, and subtracts from the counters, on condition that the ticket is still there. */
export function releaseExpressions(
  { counters, mark, ticket }: ConditionalIncrement,
  { keepCounters }: ReleaseOptions,
): UpdateExpressions {
  const counted = keepCounters ? [] : Object.keys(counters);
  return {
    UpdateExpression: [
      `REMOVE #ticket${mark ? ', #mark' : ''}`,
      counted.length > 0 && `ADD ${counted.map((_, index) => `#c${index} :minus`).join(', ')}`,
    ]
      .filter(Boolean)
      .join(' '),
    ConditionExpression: '#ticket = :ticket',
    ExpressionAttributeNames: {
      '#ticket': ticket.name,
      ...(mark && { '#mark': mark.name }),
      ...Object.fromEntries(counted.map((name, index) => [`#c${index}`, name])),
    },
    ExpressionAttributeValues: {
      ':ticket': number(ticket.value),
      ...(counted.length > 0 && { ':minus': number(-1) }),
    },
  };
}

/** A number in DynamoDB's notation. */
export function number(value: number): AttributeValue {
  return { N: String(value) };
}

/** DynamoDB's TTL is in seconds. */
export function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1_000);
}
