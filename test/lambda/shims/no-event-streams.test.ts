import { EventStreamSerde, eventStreamSerdeProvider } from '../../../lambda/shims/no-event-streams';

describe('event streams, which the bundle does not support', () => {
  it.each([
    ['an answer', () => new EventStreamSerde()],
    ['their marshaller', eventStreamSerdeProvider],
  ])('throw for %s', (_, use) => {
    expect(use).toThrow('does not support event streams');
  });
});
