import { matchLocale } from '../contract/locale';
import type { Settings } from '../contract/settings';
import { type Answer, accept, refuse } from './answer';
import { type AcceptsToken, authenticate } from './authenticate';
import { clientOf } from './client-address';
import { type AdmissionDependencies, guard } from './guard';
import { localeTagOf, parse, readJson, readQuery } from './parse';
import { type QueuedMessage, queuedMessageOf } from './queued-message';
import { recipientOf } from './recipient';
import { asRefusal } from './refusal';
import { render } from './render';
import type { Report } from './report';
import { buildSms, type Publish, send } from './send';

/** Everything that the road needs from the world. Lambda and the local server each bring their own. */
export interface DeliverDependencies extends AdmissionDependencies {
  readonly settings: Settings;
  readonly acceptsToken: AcceptsToken;
  readonly publish: Publish;
  /** Puts a message into the queue, to be handed out after so many seconds. */
  readonly enqueue: (overflow: QueuedMessage, delaySeconds: number) => Promise<void>;
  /** Tells how a request ended, once each. What it is told is personal: what becomes of it is the caller's care. */
  readonly report: (report: Report) => void;
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
export async function deliver(request: SmsRequest, dependencies: DeliverDependencies): Promise<Answer> {
  const { settings, now } = dependencies;
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const report: Report = { id: request.id, startedAt: now(), locale: settings.defaultLocale };
  try {
    await authenticate(request.authorization, dependencies.acceptsToken);
    report.authenticatedAt = now();

    const wire = request.method === 'GET' ? readQuery(request.query) : readJson(await request.readBody());
    report.locale = matchLocale(localeTagOf(wire), settings.defaultLocale);
    const message = parse(wire);
    report.type = message.type;
    report.to = message.to;

    const recipient = recipientOf(message.to);
    report.to = recipient.number;
    report.country = recipient.country;
    report.text = render(message, report.locale, settings);
    if (message.content.kind === 'code') report.code = message.content.code;
    const sms = buildSms(recipient, message.type, report.text, settings);

    const wish = { recipient, message, client: clientOf(wire.ip) };
    const receipt = await guard(wish, dependencies, report, (admission, attempt) => {
      report.readyAt = now();
      const overflow = queuedMessageOf(request.id, sms, message, report, attempt);
      const enqueue = () => dependencies.enqueue(overflow, admission.isSecondInSecond ? 1 : 0);
      return send(sms, admission.mayGoNow, { publish: dependencies.publish, enqueue }, signal);
    });

    report.outcome = receipt === 'duplicate' ? 'duplicate' : receipt.status;
    report.receipt = receipt === 'duplicate' ? undefined : receipt;
    return accept(receipt, request.id);
  } catch (error) {
    const refusal = asRefusal(error);
    report.outcome = 'refused';
    report.refusal = refusal;
    return refuse(refusal, settings.texts[report.locale], request.id);
  } finally {
    report.endedAt = now();
    dependencies.report(report);
  }
}
