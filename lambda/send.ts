import type { QueuedMessage } from './queued-message';
import { Refusal } from './refusal';
import type { Sms } from './sms';
import { isRefused, isReset, isUnclear } from './sns-error';

/** Publishes the SMS to SNS, in one try, and returns SNS's message id. Throws the SDK's errors. */
export type Publish = (sms: Sms, signal: AbortSignal) => Promise<string>;

/** Puts a message into the queue, which hands it out after so many seconds at the earliest. Throws the SDK's errors. */
export type Enqueue = (message: QueuedMessage, delaySeconds: number) => Promise<void>;

/** What became of a message. `resends` counts the answers of SNS that may hide a success, after which it is sent again. */
export type Receipt =
  | { readonly status: 'sent'; readonly messageId: string; readonly resends: number }
  | { readonly status: 'queued'; readonly because: 'pace' | 'sns'; readonly resends: number }
  | { readonly status: 'duplicate' };

/**
 * Publishes a message, or puts it into the queue when it has no permit or SNS cannot take it now. A connection that is
 * reset is tried once more at once, since AWS closes idle ones at any time.
 *
 * @param admission whether there is a permit, and how long the queue holds the message back
 * @param signal ends the try of SNS: the person's browser does not wait longer either
 * @throws Refusal `sns-refused` when SNS permanently rejects the message, `unavailable` when the queue fails too
 */
export async function send(
  message: QueuedMessage,
  { hasPermit, delaySeconds }: { readonly hasPermit: boolean; readonly delaySeconds: number },
  { publish, enqueue }: { readonly publish: Publish; readonly enqueue: Enqueue },
  signal: AbortSignal,
): Promise<Receipt> {
  let resends = 0;
  while (hasPermit) {
    try {
      return { status: 'sent', messageId: await publish(message.sms, signal), resends };
    } catch (error) {
      if (isRefused(error)) throw new Refusal('sns-refused', { cause: error });
      if (isUnclear(error)) resends += 1;
      if (!isReset(error) || resends > 1) break;
    }
  }
  try {
    await enqueue(message, delaySeconds);
    return { status: 'queued', because: hasPermit ? 'sns' : 'pace', resends };
  } catch (error) {
    throw new Refusal('unavailable', { cause: error, retryAfterSeconds: 1 });
  }
}
