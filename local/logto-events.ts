import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { EventOutcome } from '../contract/log-line';
import { MAX_EVENT_BYTES, SIGNATURE_HEADER } from '../contract/logto-events';
import type { DeliverDependencies } from '../lambda/deliver';
import { readEvent } from '../lambda/event-body';
import { receiveEvent } from '../lambda/logto-events';
import { recipientOf } from '../lambda/recipient';
import { Refusal } from '../lambda/refusal';
import { readBody } from './body';
import type { Inbox } from './inbox';

/**
 * Takes an event that Logto's webhook posts, as the deployed function does. The signature is not checked, so that no key
 * need be copied. But there must be one: a page of another site cannot send that header.
 *
 * @returns the HTTP status, and a sentence: Logto's console shows what was answered
 */
export async function takeEvent(
  request: IncomingMessage,
  { settings, counters, pseudonym, now }: DeliverDependencies,
  inbox: Inbox,
): Promise<{ readonly status: number; readonly text: string }> {
  const body = await bodyOf(request);
  if (!body) return { status: 413, text: TEXTS[413] };
  const signature = request.headers[SIGNATURE_HEADER];
  let outcome: EventOutcome | undefined;
  const status = await receiveEvent(
    { id: randomUUID(), signature: Array.isArray(signature) ? signature[0] : signature, body },
    {
      numberRanges: settings.numberRanges,
      share: settings.unverifiedShare,
      verifiesSignature: async (each) => each !== undefined,
      pseudonym,
      counters,
      report: (report) => {
        outcome = report.outcome;
      },
      now,
    },
  );
  if (status !== 200) return { status, text: TEXTS[status] ?? 'It could not be taken.' };
  inbox.heardEvent();
  const event = readEvent(body);
  if (event?.phone !== undefined && (outcome === 'credited' || outcome === 'verified')) {
    inbox.codeWasUsed(recipientOf(event.phone, settings.numberRanges).number, event.at);
  }
  return { status, text: outcome === 'stale' ? STALE : 'OK' };
}

const STALE = 'It is ignored: its time is more than ten minutes away from the clock of this machine.';

const TEXTS: Readonly<Record<number, string>> & { readonly 413: string } = {
  400: 'The body is not an event of Logto.',
  401: `The header ${SIGNATURE_HEADER} is missing.`,
  413: 'The event has more than 256 KiB.',
};

/** Reads more than the deployed function accepts, so that it says that itself. `undefined` for a body that is far larger. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  try {
    return await readBody(request, 2 * MAX_EVENT_BYTES);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
