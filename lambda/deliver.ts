import { matchLocale } from '../contract/locale';
import type { Settings } from '../contract/settings';
import { type AdmissionDependencies, admit, release } from './admit';
import { type Answer, accept, refuse } from './answer';
import { type AcceptsToken, authenticate } from './authenticate';
import { clientOf } from './client-address';
import { localeTagOf, parse, readJson, readQuery } from './parse';
import { queuedMessageOf } from './queued-message';
import { recipientOf } from './recipient';
import { asRefusal } from './refusal';
import { render } from './render';
import type { Report } from './report';
import { type Enqueue, type Publish, type Receipt, send } from './send';

/** What the request pipeline depends on. Lambda and the local server each provide it. */
export interface DeliverDependencies extends AdmissionDependencies {
  readonly settings: Settings;
  readonly acceptsToken: AcceptsToken;
  readonly publish: Publish;
  readonly enqueue: Enqueue;
  /**
   * Called exactly once for each request, at its end. A report holds personal data: the receiver decides what to keep.
   */
  readonly report: (report: Report) => void;
}

/** A request for an SMS, as API Gateway or the local server received it. */
export interface SmsRequest {
  /** Identifies the request in the log and in the header `x-request-id`. */
  readonly id: string;
  /** The HTTP method, in capitals. */
  readonly method: string;
  /** The header `Authorization`; `undefined` when the request has none. */
  readonly authorization: string | undefined;
  /** The query string, without the `?`. */
  readonly query: string;
  /** Reads the body. Called only after the token was accepted. Throws a Refusal `too-large` above 8 KiB. */
  readonly readBody: () => Promise<Uint8Array> | Uint8Array;
}

/**
 * When publishing ends, in milliseconds from the start of the request. The queue may then take 1.2 s, and the release
 * of a message that could not be sent another second. Logto's sign-in page gives up after 10 s, which leaves 2 s for a
 * slow start.
 */
export const DEADLINE_MS = 5_800;

/**
 * Answers one request. Never throws: an error becomes a refusal. The answer has a sentence for the person who waits for
 * the code, the report has the cause.
 */
export async function deliver(request: SmsRequest, dependencies: DeliverDependencies): Promise<Answer> {
  const { settings, now } = dependencies;
  const report: Report = { id: request.id, startedAt: now(), locale: settings.defaultLocale };
  try {
    const receipt = await runPipeline(request, dependencies, report);
    report.outcome = receipt.status;
    report.receipt = receipt;
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

/** The steps of a request, in order. A step that stops the request throws a Refusal. */
async function runPipeline(request: SmsRequest, dependencies: DeliverDependencies, report: Report): Promise<Receipt> {
  const { settings, now } = dependencies;
  const signal = AbortSignal.timeout(DEADLINE_MS);

  await authenticate(request.authorization, dependencies.acceptsToken, report);
  report.authenticatedAt = now();

  const fields = request.method === 'GET' ? readQuery(request.query) : readJson(await request.readBody());
  report.locale = matchLocale(localeTagOf(fields), settings.defaultLocale);
  const message = parse(fields);
  report.type = message.type;
  report.to = message.to;

  const recipient = recipientOf(message.to, settings.numberRanges);
  report.to = recipient.number;
  report.country = recipient.country;

  // Render before counting: a message that cannot be rendered must not use up a limit.
  report.text = render(message, report.locale, recipient.country, settings);
  if (message.content.kind === 'code') report.code = message.content.code;

  const admissionRequest = { recipient, message, text: report.text, client: clientOf(fields.ip) };
  const admission = await admit(admissionRequest, dependencies, report);
  if (admission.status === 'duplicate') return admission;

  report.readyAt = now();
  const sms = { to: recipient.number, text: report.text };
  const queuedMessage = queuedMessageOf(request.id, sms, message, report.locale, admission.attempt);
  try {
    const receipt = await send(queuedMessage, admission, dependencies, signal);
    dependencies.deduplicator.confirm(recipient.number, message.idempotencyKey);
    return receipt;
  } catch (error) {
    await release(admissionRequest, admission, dependencies);
    throw error;
  }
}
