import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { EXPIRES } from '../contract/table';
import { amountsOf, type Comparison, type Condition, type ConditionalIncrement, type ReleaseOptions } from './counters';

/** The parts of an `UpdateItem` call that say what it changes, and on which condition. */
export interface UpdateExpressions {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, AttributeValue>;
}

/**
 * Adds to the counters and writes mark and ticket, on condition that no counter is at its limit, one of the further
 * conditions is met, the mark is free, and the ticket has not been written before.
 */
export function incrementExpressions(increment: ConditionalIncrement): UpdateExpressions {
  const { counters, adds = {}, anyOf, sets: written = {}, mark, ticket, expiresAt } = increment;
  const names: Record<string, string> = { '#ticket': ticket.name, '#expires': EXPIRES };
  const values: Record<string, AttributeValue> = {
    ':ticket': number(ticket.value),
    ':expires': number(seconds(expiresAt)),
  };
  const sets = ['#expires = :expires', '#ticket = :ticket'];
  const added: string[] = [];
  const conditions = ['(attribute_not_exists(#ticket) OR #ticket <> :ticket)'];
  for (const [index, [name, max]] of Object.entries(counters).entries()) {
    names[`#c${index}`] = name;
    values[':one'] = number(1);
    values[`:c${index}`] = number(max);
    added.push(`#c${index} :one`);
    conditions.push(`(attribute_not_exists(#c${index}) OR #c${index} < :c${index})`);
  }
  for (const [index, [name, by]] of Object.entries(adds).entries()) {
    names[`#a${index}`] = name;
    values[`:a${index}`] = number(by);
    added.push(`#a${index} :a${index}`);
  }
  for (const [index, [name, value]] of Object.entries(written).entries()) {
    names[`#s${index}`] = name;
    values[`:s${index}`] = number(value);
    sets.push(`#s${index} = :s${index}`);
  }
  if (anyOf) conditions.push(anyOfExpression(anyOf, names, values));
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
    UpdateExpression: `SET ${sets.join(', ')}${added.length > 0 ? ` ADD ${added.join(', ')}` : ''}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

/**
 * Writes that at least one condition is met. DynamoDB rejects redundant parentheses.
 *
 * @param names gets the names of the attributes
 * @param values gets the numbers that they are compared with
 */
function anyOfExpression(
  anyOf: readonly Condition[],
  names: Record<string, string>,
  values: Record<string, AttributeValue>,
): string {
  let count = 0;
  const compare = (comparison: Comparison) => {
    const id = `x${count++}`;
    names[`#${id}`] = comparison.name;
    if ('belowAttribute' in comparison) {
      names[`#${id}b`] = comparison.belowAttribute;
      return `#${id} < #${id}b`;
    }
    values[`:${id}`] = number('atLeast' in comparison ? comparison.atLeast : comparison.below);
    // A comparison with a missing attribute fails, so its negation holds.
    return `${'atLeast' in comparison ? '' : 'NOT '}#${id} >= :${id}`;
  };
  const any = anyOf.map((condition) => condition.map(compare).join(' AND ')).join(' OR ');
  return anyOf.length > 1 ? `(${any})` : any;
}

/** Removes ticket, mark and what was set, and subtracts from the counters, if the ticket is still there. */
export function releaseExpressions(increment: ConditionalIncrement, options: ReleaseOptions): UpdateExpressions {
  const { mark, sets = {}, ticket } = increment;
  const removed = { '#ticket': ticket.name, ...(mark && { '#mark': mark.name }) };
  const names = Object.fromEntries(Object.keys(sets).map((name, index) => [`#s${index}`, name]));
  const counted = options.keepCounters ? [] : amountsOf(increment);
  return {
    UpdateExpression: [
      `REMOVE ${[...Object.keys(removed), ...Object.keys(names)].join(', ')}`,
      counted.length > 0 && `ADD ${counted.map((_, index) => `#c${index} :c${index}`).join(', ')}`,
    ]
      .filter(Boolean)
      .join(' '),
    ConditionExpression: '#ticket = :ticket',
    ExpressionAttributeNames: {
      ...removed,
      ...names,
      ...Object.fromEntries(counted.map(([name], index) => [`#c${index}`, name])),
    },
    ExpressionAttributeValues: {
      ':ticket': number(ticket.value),
      ...Object.fromEntries(counted.map(([, by], index) => [`:c${index}`, number(-by)])),
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
