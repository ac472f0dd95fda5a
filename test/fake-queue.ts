import { createHash, randomUUID } from 'node:crypto';

/** Lambda's mapping hides a message for so long that it hands to the consumer (`lib/overflow-queue.ts`). */
const VISIBILITY_MS = 20_000;

/** A message as a consumer receives it. */
export interface Received {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** How often it has been handed out, this time included. */
  readonly receives: number;
}

/** A standard queue of SQS in memory, as far as Lambda and the SDK speak with it. */
export interface FakeQueue {
  /** Everything that was ever put in, parsed, in order. */
  readonly sent: unknown[];
  /** The seconds of each `ChangeMessageVisibility`, in order. */
  readonly visibilities: number[];
  /** Hands out what is visible, oldest first, and hides it. */
  readonly receive: (most: number) => Received[];
  readonly remove: (receiptHandle: string) => void;
  /** How many messages there are, hidden ones too. */
  readonly size: () => number;
  /** Lets time pass for what is hidden. */
  readonly wait: (ms: number) => void;
  /** Puts a body in as it is, without a word of the SDK's. */
  readonly put: (body: string, delaySeconds?: number) => string;
  /** Takes a call of the SDK's and gives the answer. */
  readonly call: (action: string, input: Record<string, unknown>) => object;
}

export function fakeQueue(): FakeQueue {
  const messages = new Map<string, { body: string; visibleAt: number; receives: number; receiptHandle: string }>();
  const sent: unknown[] = [];
  let waited = 0;
  const now = () => Date.now() + waited;
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
      waited += ms;
    },
    receive(most) {
      const visible = [...messages].filter(([, { visibleAt }]) => visibleAt <= now()).slice(0, most);
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
      if (action !== 'ChangeMessageVisibility') throw new Error(`The fake queue knows no ${action}.`);
      const seconds = Number(input.VisibilityTimeout);
      visibilities.push(seconds);
      for (const message of messages.values()) {
        if (message.receiptHandle === input.ReceiptHandle) message.visibleAt = now() + seconds * 1_000;
      }
      return {};
    },
  };
}
