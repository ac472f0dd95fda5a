import { pseudonyms } from '../contract/pseudonym';
import type { AcceptsToken } from '../lambda/authenticate';
import { memoryCounters } from '../lambda/counters';
import { processDeduplicator } from '../lambda/deduplicator';
import type { DeliverDependencies, SmsRequest } from '../lambda/deliver';
import { exhaustedClients } from '../lambda/exhausted-clients';
import type { QueuedMessage, Sms } from '../lambda/queued-message';
import type { Report } from '../lambda/report';
import { builtSettings } from './built/settings';

/** The token that the fakes accept. */
export const TOKEN = 'a-token-that-is-only-for-tests-0123456789';

/** Dependencies of the request pipeline that record what it does. */
export interface FakeDependencies extends DeliverDependencies {
  /** What was published, in order. */
  readonly published: Sms[];
  /** What was queued, in order, with its delay in seconds. */
  readonly queued: { message: QueuedMessage; delaySeconds: number }[];
  /** The reports, in order. */
  readonly reports: Report[];
  /** Moves the clock forward by some milliseconds. */
  readonly wait: (ms: number) => void;
}

/** Accepts one token, as the current one. */
export function acceptOnly(token: () => string | undefined): AcceptsToken {
  return async (presented) => (presented === token() ? { version: 'current', rotatedAt: 0 } : undefined);
}

/** Gives the settings of a small site in Germany, Austria and the US, with the changes of a test. */
export function fakeSettings(config: Record<string, unknown> = {}) {
  return builtSettings({ brand: 'Acme', countries: ['DE', 'AT', 'US'], ...config });
}

/** Makes dependencies that all work, except for the changes of a test. */
export function fakeDependencies(
  changes: { [Key in keyof DeliverDependencies]?: DeliverDependencies[Key] } = {},
): FakeDependencies {
  let clock = Date.parse('2026-11-21T12:00:00Z');
  const now = () => clock;
  const published: Sms[] = [];
  const queued: FakeDependencies['queued'] = [];
  const reports: Report[] = [];
  const counters = memoryCounters(now);
  return {
    settings: fakeSettings(),
    acceptsToken: acceptOnly(() => TOKEN),
    deduplicator: processDeduplicator(now),
    exhaustedClients: exhaustedClients(),
    publish: async ({ sms }) => {
      published.push(sms);
      return `message-${published.length}`;
    },
    counters,
    fallbackCounters: counters,
    pseudonym: async () => pseudonyms('a key for tests'),
    enqueue: async (message, delaySeconds) => {
      queued.push({ message, delaySeconds });
    },
    report: (report) => reports.push(report),
    now,
    published,
    queued,
    reports,
    wait: (ms) => {
      clock += ms;
    },
    ...changes,
  };
}

/** Makes a request as Logto's connector does. */
export function request(body: unknown, changes: Partial<SmsRequest> = {}): SmsRequest {
  return {
    id: 'request-1',
    method: 'POST',
    authorization: `Bearer ${TOKEN}`,
    query: '',
    readBody: () => Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    ...changes,
  };
}

/** The body that Logto sends when a person signs in. */
export const SIGN_IN = { to: '4915112345678', type: 'SignIn', payload: { code: '012345', locale: 'de' } };

/** Makes a queued message, which is also what a publisher gets: a code to a German number. */
export function queuedMessage(changes: Partial<QueuedMessage> = {}): QueuedMessage {
  return {
    id: 'request-1',
    sms: { to: '+4915112345678', text: 'Grüße, 012345 ist Ihr Code' },
    type: 'SignIn',
    locale: 'de',
    country: 'DE',
    number: 'pseudonym',
    isCode: true,
    admittedAt: 0,
    ...changes,
  };
}
