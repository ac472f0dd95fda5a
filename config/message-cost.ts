import { sample } from '../contract/compose';
import { countSegments } from '../contract/segments';
import type { ConfigFault } from './faults';
import { messagesOf, type SentMessage } from './messages';
import type { Config } from './schema';

/** The most segments that one message may take. */
const MAX_SEGMENTS = 3;

/** Tells an operator at synth about a cost that the bill would show only later. */
export interface CostWarning {
  /** The id with which an operator acknowledges the warning (`Annotations.acknowledgeWarning` of the CDK). */
  readonly id: string;
  readonly text: string;
}

/** Finds messages that take more than three segments. Shipped ones are reported together, at the key that causes it. */
export function costFaults(config: Config): ConfigFault[] {
  const tooLong = messagesOf(config).filter(({ cost }) => cost.segments > MAX_SEGMENTS);
  const shipped = tooLong.filter(({ isOverridden }) => !isOverridden);
  const key = config.webOtpDomain === undefined ? 'brand' : 'webOtpDomain';
  return [
    ...tooLong.filter(({ isOverridden }) => isOverridden).map((message) => faultOf(message, config)),
    ...(shipped.length > 0
      ? [
          {
            path: key,
            value: config[key],
            fix: `use a shorter one: ${summaryOf(shipped)} would take more than ${MAX_SEGMENTS} segments`,
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
 * Finds messages that take more than one segment, and messages of the operator that leave GSM-7 although the shipped
 * ones do not. A character pasted from a word processor costs nothing at first, but it halves what a segment holds.
 */
export function costWarnings(config: Config): CostWarning[] {
  const messages = messagesOf(config);
  const overridden = messages.filter(({ isOverridden }) => isOverridden);
  const longShipped = messages.filter(({ isOverridden, cost }) => !isOverridden && cost.segments > 1);
  return [
    ...(overridden.length > 0 ? overrideWarnings(overridden, messagesOf({ ...config, messages: {} })) : []),
    ...(longShipped.length > 0 ? [shippedWarning(longShipped, config)] : []),
    ...brandWarnings(messages, config),
    ...priceWarnings(messages, config),
  ];
}

/** Warns of a brand because of which messages hold less, and leave out the sentence that asks not to share the code. */
function brandWarnings(messages: readonly SentMessage[], config: Config): CostWarning[] {
  const { brand } = config;
  const { beyondGsm } = countSegments(brand);
  if (beyondGsm.length === 0) return [];
  const plain = messagesOf({ ...config, brand: withoutThese(beyondGsm, brand) });
  const pairs = messages.map((message, index) => ({ message, plain: plain[index] ?? message }));
  const affected = pairs.filter(
    (pair) => pair.message.cost.encoding === 'UCS-2' && pair.plain.cost.encoding === 'GSM-7',
  );
  if (affected.length === 0) return [];
  const shortened = affected.filter((pair) => pair.message.dropped.length > pair.plain.dropped.length).length;
  return [
    {
      id: 'logto-sms:brand-encoding',
      text:
        `brand "${brand}" contains ${listOf(beyondGsm)}, which GSM-7 lacks. So a segment of ${affected.length} messages holds ` +
        `70 characters instead of 160. ${shortened > 0 ? `${shortened} of them leave out words to fit, above all the request not to share the code. ` : ''}` +
        'Write the brand without it if you can.',
    },
  ];
}

function withoutThese(characters: readonly string[], text: string): string {
  return characters.reduce((rest, character) => rest.replaceAll(character, 'x'), text);
}

/** Warns of messages that cost several times the price of one SMS, which `maxPriceUsd` may have been meant for. */
function priceWarnings(messages: readonly SentMessage[], { maxPriceUsd, sender }: Config): CostWarning[] {
  const long = messages.filter(({ cost }) => cost.segments > 1);
  if (maxPriceUsd === undefined || long.length === 0) return [];
  const most = Math.max(...long.map(({ cost }) => cost.segments));
  return [
    {
      id: 'logto-sms:max-price-per-message',
      text:
        `maxPriceUsd (${maxPriceUsd}) is for a whole message, and ${long.length === 1 ? '1 message takes' : `${long.length} messages take`} up to ${most} segments. ` +
        `${sender ? 'AWS refuses' : 'SNS discards'} them where a segment costs more than ${maxPriceUsd / most} USD. Raise maxPriceUsd, or shorten them: "npm run messages" shows them.`,
    },
  ];
}

function overrideWarnings(overridden: readonly SentMessage[], shipped: readonly SentMessage[]): CostWarning[] {
  return overridden.flatMap((message): CostWarning[] => {
    const { locale, type, cost } = message;
    const path = `messages.${locale}.${type}`;
    const id = `logto-sms:message-segments:${locale}.${type}`;
    if (cost.segments > 1) {
      return [{ id, text: `${path} takes ${billedAs(cost.segments)}. ${reasonFor(message)}` }];
    }
    // If the shipped message is UCS-2 too, the language or the brand is the cause, not the operator's words.
    const replaced = shipped.find((each) => each.locale === locale && each.type === type);
    if (cost.encoding === 'GSM-7' || replaced?.cost.encoding === 'UCS-2') return [];
    return [{ id, text: `${path} still fits one segment (${cost.length} of 70 characters). ${reasonFor(message)}` }];
  });
}

function shippedWarning(long: readonly SentMessage[], { brand, webOtpDomain }: Config): CostWarning {
  const most = Math.max(...long.map(({ cost }) => cost.segments));
  const cause = webOtpDomain === undefined ? `brand "${brand}"` : `brand "${brand}" and webOtpDomain "${webOtpDomain}"`;
  const take = long.length === 1 ? 'takes' : 'take up to';
  return {
    id: 'logto-sms:shipped-message-segments',
    text: `With ${cause}, ${summaryOf(long)} ${take} ${billedAs(most)}. "npm run messages" shows them.`,
  };
}

function billedAs(segments: number): string {
  return segments === 1 ? '1 segment, billed as 1 SMS' : `${segments} segments, each billed as one SMS`;
}

/** Explains the cost of a text: which characters GSM-7 lacks, and what the text would cost without them. */
function reasonFor({ text, cost: { beyondGsm, length } }: SentMessage): string {
  if (beyondGsm.length === 0) return `It has ${length} characters; one segment holds 160.`;
  const plain = withoutThese(beyondGsm, sample(text));
  const [are, them] = beyondGsm.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return (
    `${listOf(beyondGsm)} ${are} not in GSM-7, so one segment holds 70 characters instead of 160 ` +
    `(several hold 67 each instead of 153). Without ${them}: ${billedAs(countSegments(plain).segments)}.`
  );
}

function listOf(characters: readonly string[]): string {
  const names = characters.slice(0, 3).map((character) => `"${character}" (${codePointsOf(character)})`);
  const others = characters.length - names.length;
  return `${names.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

/** One character can have several code points: a flag, or an emoji with a skin tone. */
function codePointsOf(character: string): string {
  return [...character]
    .map((each) => `U+${each.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ');
}

function summaryOf(messages: readonly SentMessage[]): string {
  const [first] = messages;
  const count = messages.length === 1 ? '1 shipped message' : `${messages.length} shipped messages`;
  return `${count} (${first?.locale} ${first?.type}${messages.length > 1 ? ' and others' : ''})`;
}
