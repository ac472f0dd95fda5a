import { createHash, randomUUID } from 'node:crypto';

/** The visibility timeout (`lib/overflow-queue.ts`). */
const VISIBILITY_MS = 13_000;

/** A message as a consumer receives it. */
export interface Received {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** How many times it was delivered, including this time. */
  readonly receives: number;
}

/** A standard queue of SQS in memory, as far as Lambda and the SDK use it. */
export interface FakeQueue {
  /** The bodies of all messages that the SDK sent, parsed, in order. */
  readonly sent: unknown[];
  /** The visibility timeout of each `ChangeMessageVisibility`, in seconds, in order. */
  readonly visibilities: number[];
  /** Delivers at most `max` visible messages, the oldest first, and hides them. */
  readonly receive: (max: number) => Received[];
  /** Deletes a message. */
  readonly remove: (receiptHandle: string) => void;
  /** How many messages it holds, including hidden ones. */
  readonly size: () => number;
  /** Moves the clock of hidden messages forward by some milliseconds. */
  readonly wait: (ms: number) => void;
  /** Adds a message with any body, without the SDK. Gives its id. */
  readonly put: (body: string, delaySeconds?: number) => string;
  /** Handles a call of the SDK, and gives the answer. */
  readonly call: (action: string, input: Record<string, unknown>) => object;
}

/** Makes an empty queue. */
export function fakeQueue(): FakeQueue {
  const messages = new Map<string, { body: string; visibleAt: number; receives: number; receiptHandle: string }>();
  const sent: unknown[] = [];
  let skippedMs = 0;
  const now = () => Date.now() + skippedMs;
  const visibilities: number[] = [];

  function put(body: string, delaySeconds = 0): string {
    const id = randomUUID();
    messages.set(id, { body, visibleAt: now() + delaySeconds * 1_000, receives: 0, receiptHandle: '' });
    return id;
  }

  return {
    sent,
    visibilities,
    put,
    size: () => messages.size,
    wait(ms) {
      skippedMs += ms;
    },
    receive(max) {
      const visible = [...messages].filter(([, { visibleAt }]) => visibleAt <= now()).slice(0, max);
      return visible.map(([messageId, message]) => {
        message.receives += 1;
        message.visibleAt = now() + VISIBILITY_MS;
        message.receiptHandle = randomUUID();
        const { receiptHandle, body, receives } = message;
        return { messageId, receiptHandle, body, receives };
      });
    },
    remove(receiptHandle) {
      for (const [id, message] of messages) if (message.receiptHandle === receiptHandle) messages.delete(id);
    },
    call(action, input) {
      if (action === 'SendMessage') {
        const body = String(input.MessageBody);
        sent.push(JSON.parse(body));
        // The SDK compares the digest with what it sent.
        const MD5OfMessageBody = createHash('md5').update(body).digest('hex');
        return { MessageId: put(body, Number(input.DelaySeconds ?? 0)), MD5OfMessageBody };
      }
      if (action !== 'ChangeMessageVisibility') throw new Error(`The fake queue does not support ${action}.`);
      const seconds = Number(input.VisibilityTimeout);
      visibilities.push(seconds);
      for (const message of messages.values()) {
        if (message.receiptHandle === input.ReceiptHandle) message.visibleAt = now() + seconds * 1_000;
      }
      return {};
    },
  };
}
