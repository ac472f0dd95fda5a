import { exhaustedClients } from '../../lambda/exhausted-clients';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;

describe('a client that has reached its limit', () => {
  it('is remembered until the hour ends, and no longer', () => {
    const clients = exhaustedClients();
    clients.add('c', NOON + 100);
    expect(clients.has('c', NOON + HOUR - 1)).toBe(true);
    expect(clients.has('c', NOON + HOUR)).toBe(false);
    clients.add('d', NOON + HOUR);
    expect(clients.has('c', NOON + HOUR + 1)).toBe(false);
    expect(clients.has('d', NOON + HOUR + 1)).toBe(true);
  });

  it('is not taken for another one', () => {
    const clients = exhaustedClients();
    clients.add('c', NOON);
    expect(clients.has('d', NOON)).toBe(false);
  });

  it('is forgotten when there are ten thousand: the table still knows it', () => {
    const clients = exhaustedClients();
    for (let index = 0; index <= 10_000; index++) clients.add(`c${index}`, NOON);
    expect(clients.has('c0', NOON)).toBe(false);
    expect(clients.has('c10000', NOON)).toBe(true);
  });
});
