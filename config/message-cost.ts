import { sample } from '../contract/compose';
import { countSegments } from '../contract/segments';
import type { ConfigFault } from './faults';
import { messagesOf, type SentMessage } from './messages';
import type { Config } from './schema';

/** What one message may take at most. */
const MAX_SEGMENTS = 3;

/** What an operator should know before the bill tells. */
export interface CostWarning {
  /** By which the CDK lets an operator acknowledge it. */
  readonly id: string;
  readonly text: string;
}

/** The faults of messages that take more than three segments. */
export function costFaults(config: Config): ConfigFault[] {
  const dear = messagesOf(config).filter(({ cost }) => cost.segments > MAX_SEGMENTS);
  const shipped = dear.filter(({ isOverridden }) => !isOverridden);
  const key = config.webOtpDomain === undefined ? 'brand' : 'webOtpDomain';
  return [
    ...dear.filter(({ isOverridden }) => isOverridden).map((message) => faultOf(message, config)),
    ...(shipped.length > 0
      ? [
          {
            path: key,
            value: config[key],
            fix: `use a shorter one: ${listed(shipped)} would take more than ${MAX_SEGMENTS} segments`,
          },
        ]
      : []),
  ];
}

function faultOf({ locale, type, cost }: SentMessage, { messages }: Config): ConfigFault {
  return {
    path: `messages.${locale}.${type}`,
    value: messages[locale]?.[type],
    fix: `shorten it: it takes ${cost.segments} segments, each billed as one SMS; use at most ${MAX_SEGMENTS}`,
  };
}

/**
 * What the operator should know of: messages that take more than one segment, and words of theirs that leave GSM-7 where
 * the shipped ones do not. A character pasted from a word processor costs nothing at first, but half of the room.
 */
export function costWarnings(config: Config): CostWarning[] {
  const messages = messagesOf(config);
  const overridden = messages.filter(({ isOverridden }) => isOverridden);
  const dear = messages.filter(({ isOverridden, cost }) => !isOverridden && cost.segments > 1);
  return [
    ...(overridden.length > 0 ? warningsOn(overridden, messagesOf({ ...config, messages: {} })) : []),
    ...(dear.length > 0 ? [shippedWarning(dear, config)] : []),
  ];
}

function warningsOn(overridden: readonly SentMessage[], shipped: readonly SentMessage[]): CostWarning[] {
  return overridden.flatMap((message): CostWarning[] => {
    const { locale, type, cost } = message;
    const name = `messages.${locale}.${type}`;
    const id = `logto-sms:message-segments:${locale}.${type}`;
    if (cost.segments > 1) {
      return [{ id, text: `${name} takes ${bill(cost.segments)}. ${reason(message)}` }];
    }
    // Where the language itself is UCS-2, or the brand, the operator's words change nothing.
    const before = shipped.find((each) => each.locale === locale && each.type === type);
    if (cost.encoding === 'GSM-7' || before?.cost.encoding === 'UCS-2') return [];
    return [{ id, text: `${name} still fits one segment, with ${cost.length} of 70. ${reason(message)}` }];
  });
}

function shippedWarning(dear: readonly SentMessage[], { brand, webOtpDomain }: Config): CostWarning {
  const most = Math.max(...dear.map(({ cost }) => cost.segments));
  const cause = webOtpDomain === undefined ? `brand "${brand}"` : `brand "${brand}" and webOtpDomain "${webOtpDomain}"`;
  return {
    id: 'logto-sms:shipped-message-segments',
    text: `With ${cause}, longer than one segment: ${listed(dear)}, at worst ${bill(most)}. "npm run messages" shows them.`,
  };
}

function bill(segments: number): string {
  return segments === 1 ? '1 segment, billed as 1 SMS' : `${segments} segments, each billed as one SMS`;
}

/** Why a text is as dear as it is: the characters that GSM-7 lacks, and what it would cost without them. */
function reason({ text, cost: { beyondGsm, length } }: SentMessage): string {
  if (beyondGsm.length === 0) return `Its ${length} characters are more than the 160 of one segment.`;
  const plain = beyondGsm.reduce((rest, character) => rest.replaceAll(character, 'x'), sample(text));
  return (
    `${named(beyondGsm)} ${beyondGsm.length === 1 ? 'is' : 'are'} not in GSM-7, so a segment holds 70 characters ` +
    `(67 each in several) instead of 160 (153). Without: ${bill(countSegments(plain).segments)}.`
  );
}

function named(characters: readonly string[]): string {
  const names = characters.slice(0, 3).map((character) => `"${character}" (${pointsOf(character)})`);
  const others = characters.length - names.length;
  return `${names.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

/** A character such as a flag or a skin tone has several. */
function pointsOf(character: string): string {
  return [...character]
    .map((each) => `U+${each.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ');
}

function listed(messages: readonly SentMessage[]): string {
  const [first] = messages;
  const count = messages.length === 1 ? '1 shipped message' : `${messages.length} shipped messages`;
  return `${count} (${first?.locale} ${first?.type}${messages.length > 1 ? ' and others' : ''})`;
}
