import { austrianNumber, germanNumber, ipAddress } from '../../../bench/limits/requests';
import { clientOf } from '../../../lambda/client-address';
import { recipientOf } from '../../../lambda/recipient';

/** Those of the largest run, which begins at 70,000, and those of the other runs. */
const INDEXES = Array.from({ length: 12_000 }, (_, index) => index).concat(
  Array.from({ length: 10_000 }, (_, index) => 70_000 + index),
);

it.each([
  ['DE', germanNumber, INDEXES],
  ['AT', austrianNumber, INDEXES.slice(0, 1_000)],
] as const)('each number of %s can get an SMS, and none occurs twice', (country, numberOf, indexes) => {
  const recipients = indexes.map((index) => recipientOf(numberOf(index)));
  expect(new Set(recipients.map((recipient) => recipient.country))).toEqual(new Set([country]));
  expect(new Set(recipients.map(({ number }) => number)).size).toBe(indexes.length);
});

it('each address counts as another client', () => {
  const clients = Array.from({ length: 500 }, (_, index) => clientOf(ipAddress(index)));
  expect(new Set(clients).size).toBe(500);
  expect(clients).not.toContain(undefined);
});
