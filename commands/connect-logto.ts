import { statingOnError } from './aws/aws-fault';
import { CommandError } from './cli/command-error';
import { CONNECT_ACTIONS, type ConnectDependencies } from './connect-dependencies';
import { keepConnector, requireRoom } from './keep-connector';
import { noHttpSms } from './logto/errors';
import { type HttpSmsConfig, isHttpSms, type SmsConnector } from './logto/management-api';
import { isOurs, shownAddress, shownConnector } from './logto/our-connector';

/** What to set in Logto, and how to test it first. */
export interface ConnectOptions {
  /** The endpoint's URL. */
  readonly endpoint: string;
  readonly token: string;
  /** The origin of Logto. */
  readonly address: string;
  /** The number that gets the test SMS, E.164. */
  readonly phone: string;
}

/**
 * Makes Logto send its SMS through the endpoint. Logto first sends a test SMS; the operator is asked before an existing
 * connector is replaced; that is stored in the stack; and the result is read back. It may be run again at any time.
 *
 * @returns whether Logto's connector was changed
 * @throws CommandError with the next step when it cannot continue; it says whether something was changed
 */
export async function connectLogto(
  { endpoint, token, address, phone }: ConnectOptions,
  { logto, store, output, mayReplace }: ConnectDependencies,
): Promise<{ changed: boolean }> {
  const config: HttpSmsConfig = { endpoint, authorization: `Bearer ${token}` };
  const unchanged = <T>(step: Promise<T>) => statingOnError('Nothing was changed.', CONNECT_ACTIONS, step);
  if (!(await unchanged(output.during('Asking Logto', logto.hasHttpSms())))) throw noHttpSms();
  const before = await unchanged(output.during('Asking Logto', logto.smsConnector()));
  output.say({ state: 'ok', text: `Logto accepted the app. ${stateOf(before)}` });
  const lost = before && !isOurs(before, endpoint) ? before : undefined;
  // Logto hides the configuration of the one for trials, so there is nothing to store.
  const kept = lost?.isDemo ? undefined : lost;
  if (kept) await unchanged(output.during('Asking AWS', requireRoom(kept, address, store)));

  await unchanged(output.during('Logto sends a test SMS', logto.test(phone, config)));
  output.say({ state: 'ok', text: `Logto sent a test SMS (code 000000) to …${phone.slice(-2)} through the endpoint.` });

  if (isSame(before, config)) {
    output.say({ state: 'ok', text: 'Logto is already connected. Nothing was changed.' });
    return { changed: false };
  }
  if (lost && !(await mayReplace(questionOf(lost))))
    throw new CommandError('Nothing was changed, because you said no.');
  if (kept) await keepConnector(kept, address, { logto, store, output });
  const change =
    before && isHttpSms(before) ? logto.update(before.id, { ...before.config, ...config }) : logto.create(config);
  await output.during('Changing the connector', change);
  if (!isSame(await output.during('Reading the connector back', logto.smsConnector()), config)) {
    throw new CommandError(
      'Logto accepted the change, but its SMS connector is not as it was set.',
      "Somebody else may be changing it. Look at it in Logto's console, then run this again.",
    );
  }
  output.say({ state: 'ok', text: `Logto now sends its SMS through ${endpoint}.` });
  return { changed: true };
}

/** Whether the connector has exactly this endpoint and token. */
function isSame(connector: SmsConnector | undefined, { endpoint, authorization }: HttpSmsConfig): boolean {
  if (!connector || !isHttpSms(connector)) return false;
  return connector.config.endpoint === endpoint && connector.config.authorization === authorization;
}

function stateOf(before: SmsConnector | undefined): string {
  if (!before) return 'It has no SMS connector yet.';
  if (!isHttpSms(before)) return `Its SMS connector is "${before.name}" (${before.connectorId}).`;
  return `Its HTTP SMS connector posts to ${shownAddress(before.config.endpoint)}.`;
}

/** The question before a connector is replaced. */
function questionOf(lost: SmsConnector): string {
  if (lost.isDemo) return `Replace ${shownConnector(lost)}? It is Logto's own for trials, and cannot be put back.`;
  const stored =
    'Its configuration is first stored in a secret of the stack, with its keys, so that --undo can put it back.';
  if (!isHttpSms(lost)) return `Replace ${shownConnector(lost)}? ${stored}`;
  return `Send SMS through this endpoint instead of ${shownAddress(lost.config.endpoint)}? ${stored}`;
}
