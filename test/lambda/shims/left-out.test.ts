import { EventStreamSerde, eventStreamSerdeProvider } from '../../../lambda/shims/no-event-streams';

describe('event streams, which are left out', () => {
  it.each([
    ['an answer that is one', () => new EventStreamSerde()],
    ['their marshaller', eventStreamSerdeProvider],
  ])('fail loudly for %s', (_, use) => {
    expect(use).toThrow('no event streams');
  });
});
