/**
 * Replaces `@smithy/core/event-streams` in the bundle. Only calls that stream events need its codec, and none of ours
 * does.
 *
 * @throws always, so that an event stream is never treated as an empty answer
 */
export class EventStreamSerde {
  constructor() {
    throw new Error('This bundle does not support event streams (lib/code/bundle.ts).');
  }
}

/** The SDK passes it to the class above, but never calls it. Always throws. */
export function eventStreamSerdeProvider(): never {
  throw new Error('This bundle does not support event streams (lib/code/bundle.ts).');
}
