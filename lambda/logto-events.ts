import { EVENT_REFUSAL_STATUS, type EventOutcome, type EventRefusal } from '../contract/log-line';
import { MAX_EVENT_BYTES } from '../contract/logto-events';
import type { NumberRange } from '../contract/number-range';
import type { Pseudonym } from '../contract/pseudonym';
import type { Country } from '../contract/settings';
import { keyOfDay } from '../contract/table';
import { type CreditDependencies, creditUse } from './credit';
import { type LogtoEvent, readEvent } from './event-body';
import type { VerifiesSignature } from './event-signature';
import { signOfLife } from './feed';
import { incrementOfDay, newTicket } from './limits';
import { type Recipient, recipientOf } from './recipient';
import { Refusal } from './refusal';

/** What receiving Logto's events depends on. */
export interface EventDependencies extends CreditDependencies {
  readonly numberRanges: readonly NumberRange[];
  readonly verifiesSignature: VerifiesSignature;
  /** Gives the function that makes pseudonyms. Throws when its key cannot be read. */
  readonly pseudonym: () => Promise<Pseudonym>;
  /** Called exactly once for each event, at its end. */
  readonly report: (report: EventReport) => void;
}

/** An event, as API Gateway or the local server received it. */
export interface EventRequest {
  readonly id: string;
  /** The header `logto-signature-sha-256`; `undefined` when the request has none. */
  readonly signature: string | undefined;
  /** The bytes as they were sent: the signature is of these. */
  readonly body: Uint8Array;
}

/** How one event went. It says nothing about the person. Times are epoch milliseconds. */
export interface EventReport {
  readonly id: string;
  readonly startedAt: number;
  outcome?: EventOutcome;
  refusal?: EventRefusal;
  /** The error behind the refusal `unavailable`. */
  cause?: unknown;
  event?: LogtoEvent['name'];
  country?: Country;
  codes?: number;
  endedAt?: number;
}

/**
 * Logto posts an event once, right after it happened. One that is further away, in milliseconds, is a copy or comes from
 * a machine whose clock is wrong. It proves nothing.
 */
const FRESH_MS = 10 * 60_000;

/**
 * Takes one event. Checks the signature before anything is read from the body. Of the body, it takes the name of the
 * event, its time and the number.
 *
 * @returns the HTTP status: 200, or that of the refusal. Never throws
 */
export async function receiveEvent(request: EventRequest, dependencies: EventDependencies): Promise<number> {
  const report: EventReport = { id: request.id, startedAt: dependencies.now() };
  try {
    const refusal = await take(request, dependencies, report);
    if (refusal) Object.assign(report, { outcome: 'refused', refusal });
  } catch (cause) {
    Object.assign(report, { outcome: 'refused', refusal: 'unavailable', cause });
  } finally {
    report.endedAt = dependencies.now();
    dependencies.report(report);
  }
  return report.refusal === undefined ? 200 : EVENT_REFUSAL_STATUS[report.refusal];
}

/** Gives why the event is refused, if it is. */
async function take(
  { signature, body }: EventRequest,
  dependencies: EventDependencies,
  report: EventReport,
): Promise<EventRefusal | undefined> {
  if (!(await dependencies.verifiesSignature(signature, body))) return 'bad-signature';
  if (body.length > MAX_EVENT_BYTES) return 'too-large';
  const event = readEvent(body);
  if (!event) return 'bad-request';
  report.event = event.name;
  if (Math.abs(dependencies.now() - event.at) > FRESH_MS) {
    report.outcome = 'stale';
    return undefined;
  }
  await apply(event, dependencies, report);
  return undefined;
}

async function apply(event: LogtoEvent, dependencies: EventDependencies, report: EventReport): Promise<void> {
  const { counters, now } = dependencies;
  const today = await counters.read(keyOfDay(now()));
  const recipient = event.name === 'other' ? undefined : recipientIn(event, dependencies.numberRanges);
  if (recipient) {
    const number = (await dependencies.pseudonym())(recipient.number);
    const used = { number, country: recipient.country, at: event.at };
    const { outcome, codes } = await creditUse(used, signOfLife(today, true, now()) ?? {}, dependencies);
    if (outcome !== 'alive') {
      Object.assign(report, { outcome, codes, country: recipient.country });
      return;
    }
  }
  report.outcome = 'alive';
  const sets = signOfLife(today, false, now());
  if (sets) await counters.tryIncrement({ ...incrementOfDay({ at: now(), ticket: newTicket() }, {}), sets });
}

/** Finds the mobile number of the person, as the request path does. The console's test event has none that exists. */
function recipientIn({ phone }: LogtoEvent, ranges: readonly NumberRange[]): Recipient | undefined {
  if (phone === undefined) return undefined;
  try {
    return recipientOf(phone, ranges);
  } catch (error) {
    // A person may have a landline number in their profile, or none.
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
