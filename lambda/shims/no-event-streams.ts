/**
 * Takes the place of `@smithy/core/event-streams` in the bundle: none of our calls streams events, and the SDK would load
 * their codec only for those that do.
 *
 * @throws always: an answer that is a stream of events must not pass for an empty one
 */
export class EventStreamSerde {
  constructor() {
    throw new Error('This bundle holds no event streams (lib/code/bundle.ts).');
  }
}

/** Is handed to the class above, and never called. */
export function eventStreamSerdeProvider(): never {
  throw new Error('This bundle holds no event streams (lib/code/bundle.ts).');
}
