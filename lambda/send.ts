import { isReset, isUnclear } from './publish-error';
import type { QueuedMessage } from './queued-message';
import { Refusal } from './refusal';

/**
 * Gives an SMS to SNS or AWS End User Messaging in one attempt, and gives the message id. Who the SMS is from is decided
 * here, and is not part of the message: a queued message may be sent through the other API than the one for which it was
 * queued. Throws a Refusal for what AWS permanently rejects, and otherwise the SDK's errors.
 */
export type Publish = (message: QueuedMessage, signal: AbortSignal) => Promise<string>;

/**
 * Puts a message into the overflow queue, which delivers it after the delay at the earliest. Throws the SDK's errors.
 */
export type Enqueue = (message: QueuedMessage, delaySeconds: number) => Promise<void>;

/**
 * What became of an accepted request. `resends` counts unclear answers of AWS: the message may have been sent, and is
 * sent again.
 */
export type Receipt =
  | { readonly status: 'sent'; readonly messageId: string; readonly resends: number }
  | { readonly status: 'queued'; readonly because: 'pace' | 'sns'; readonly resends: number }
  | { readonly status: 'duplicate' };

/** What sending depends on. */
export interface SendDependencies {
  readonly publish: Publish;
  readonly enqueue: Enqueue;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
}

/** How many unclear answers a request may have: each can be a message that was sent. */
const MAX_UNCLEAR = 2;

/**
 * Publishes a message. Puts it into the overflow queue if it has no valid permit, or if AWS cannot accept it now. After a
 * connection reset it makes a second attempt immediately, since AWS closes idle connections at any time.
 *
 * @param admission until when there is a permit, and how long the queue delays the message
 * @param signal ends the call of AWS, since the person's browser does not wait any longer
 * @throws Refusal that of `publish` when AWS permanently rejects the message; `unavailable` when the queue fails too, or
 * when two answers were unclear: the message may have been sent twice by then, and the person can request another code
 */
export async function send(
  message: QueuedMessage,
  { permitUntil = 0, delaySeconds }: { readonly permitUntil: number | undefined; readonly delaySeconds: number },
  { publish, enqueue, now }: SendDependencies,
  signal: AbortSignal,
): Promise<Receipt> {
  let attempts = 0;
  let resends = 0;
  while (attempts < 2 && now() < permitUntil && !signal.aborted) {
    attempts += 1;
    try {
      return { status: 'sent', messageId: await publish(message, signal), resends };
    } catch (error) {
      if (error instanceof Refusal) throw error;
      if (isUnclear(error)) resends += 1;
      if (resends === MAX_UNCLEAR) throw new Refusal('unavailable', { cause: error, retryAfterSeconds: 1 });
      if (!isReset(error)) break;
    }
  }
  try {
    await enqueue(message, delaySeconds);
    return { status: 'queued', because: attempts > 0 ? 'sns' : 'pace', resends };
  } catch (error) {
    throw new Refusal('unavailable', { cause: error, retryAfterSeconds: 1 });
  }
}
