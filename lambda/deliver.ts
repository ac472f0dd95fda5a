import { matchLocale } from '../contract/locale';
import type { Settings } from '../contract/settings';
import { type Answer, accept, refuse } from './answer';
import { type AcceptsToken, authenticate } from './authenticate';
import { guard, recipientOf } from './guard';
import { identityOf, localeTagOf, parse, readJson, readQuery } from './parse';
import type { Once } from './recent';
import { asRefusal } from './refusal';
import { render } from './render';
import type { Report } from './report';
import { address, type Publish, send } from './send';

/** Everything that the road needs from the world. Lambda and the local server each bring their own. */
export interface Outside {
  readonly settings: Settings;
  readonly acceptsToken: AcceptsToken;
  readonly once: Once;
  readonly publish: Publish;
  /** Tells how a request ended, once each. What it is told is personal: what becomes of it is the caller's care. */
  readonly report: (report: Report) => void;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
}

/** A request for an SMS, whatever it arrived by. */
export interface SmsRequest {
  readonly id: string;
  readonly method: string;
  readonly authorization: string | undefined;
  /** Without the `?`. */
  readonly query: string;
  /** Reads the body, which nobody does before the token is found right. Throws a Refusal `too-large` over 8 KiB. */
  readonly readBody: () => Promise<Uint8Array> | Uint8Array;
}

/** The sign-in page gives up after 10 s, and an answer shall be there by 8 s with a slow start before it. */
export const DEADLINE_MS = 6_500;

/**
 * Takes one request to its answer. It never throws: what goes wrong becomes a refusal, with a sentence for the
 * person who waits for the code and the rest for the log.
 */
export async function deliver(request: SmsRequest, outside: Outside): Promise<Answer> {
  const { settings, now } = outside;
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const report: Report = { id: request.id, startedAt: now(), locale: settings.defaultLocale };
  try {
    await authenticate(request.authorization, outside.acceptsToken);
    report.authenticatedAt = now();

    const wire = request.method === 'GET' ? readQuery(request.query) : readJson(await request.readBody());
    report.locale = matchLocale(localeTagOf(wire), settings.defaultLocale);
    const message = parse(wire);
    report.type = message.type;
    report.to = message.to;

    const recipient = recipientOf(message.to);
    report.to = recipient.number;
    report.country = recipient.country;
    guard(recipient, settings);

    const text = render(message, report.locale, settings);
    const sms = address(recipient, message.type, text, settings);
    report.text = text;
    report.readyAt = now();
    const receipt = await outside.once(recipient.number, identityOf(message), () => send(sms, outside.publish, signal));

    report.outcome = receipt === 'duplicate' ? 'duplicate' : 'sent';
    report.receipt = receipt === 'duplicate' ? undefined : receipt;
    return accept(receipt, request.id);
  } catch (error) {
    const refusal = asRefusal(error);
    report.outcome = 'refused';
    report.refusal = refusal;
    return refuse(refusal, settings.texts[report.locale], request.id);
  } finally {
    report.endedAt = now();
    outside.report(report);
  }
}
