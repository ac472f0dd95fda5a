import { statingOnError } from './aws/aws-fault';
import { READ_STACK_ACTIONS } from './aws/deployed';
import { CommandError } from './cli/command-error';
import type { Output } from './cli/output';
import { noHttpSms } from './logto/errors';
import { type HttpSmsConfig, isHttpSms, type LogtoClient, type SmsConnector } from './logto/management-api';
import { shownAddress } from './logto/our-connector';

/** The IAM actions that `connect` needs. */
export const CONNECT_ACTIONS = [...READ_STACK_ACTIONS, 'secretsmanager:GetSecretValue'] as const;

/** What to set in Logto, and how to test it first. */
export interface ConnectOptions {
  /** The endpoint's URL. */
  readonly endpoint: string;
  readonly token: string;
  /** The number that gets the test SMS, E.164. */
  readonly phone: string;
}

/** What connecting Logto needs. */
export interface ConnectDependencies {
  readonly logto: LogtoClient;
  readonly output: Output;
  /** Asks before another connector or endpoint is replaced. Throws a CommandError where nobody can be asked. */
  readonly mayReplace: (question: string) => Promise<boolean>;
}

/**
 * Makes Logto send its SMS through the endpoint. Logto first sends a test SMS; the operator is asked before an existing
 * connector is replaced; and the result is read back. It may be run again at any time.
 *
 * @returns whether Logto's connector was changed
 * @throws CommandError with the next step when it cannot continue; it says whether something was changed
 */
export async function connectLogto(
  { endpoint, token, phone }: ConnectOptions,
  { logto, output, mayReplace }: ConnectDependencies,
): Promise<{ changed: boolean }> {
  const config: HttpSmsConfig = { endpoint, authorization: `Bearer ${token}` };
  const unchanged = <T>(step: Promise<T>) => statingOnError('Nothing was changed.', CONNECT_ACTIONS, step);
  if (!(await unchanged(output.during('Asking Logto', logto.hasHttpSms())))) throw noHttpSms();
  const before = await unchanged(output.during('Asking Logto', logto.smsConnector()));
  output.say({ state: 'ok', text: `Logto accepted the app. ${stateOf(before)}` });

  await unchanged(output.during('Logto sends a test SMS', logto.test(phone, config)));
  output.say({ state: 'ok', text: `Logto sent a test SMS (code 000000) to …${phone.slice(-2)} through the endpoint.` });

  if (isSame(before, config)) {
    output.say({ state: 'ok', text: 'Logto is already connected. Nothing was changed.' });
    return { changed: false };
  }
  const question = before && questionOf(before, config);
  if (question && !(await mayReplace(question))) throw new CommandError('Nothing was changed, because you said no.');
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

/** The question before something is lost by the change; `undefined` when the endpoint stays the same. */
function questionOf(before: SmsConnector, { endpoint }: HttpSmsConfig): string | undefined {
  if (!isHttpSms(before)) {
    return `Replace "${before.name}" (${before.connectorId})? Logto deletes its configuration, including its keys.`;
  }
  if (before.config.endpoint === endpoint) return undefined;
  return `Send SMS through this endpoint instead of ${shownAddress(before.config.endpoint)}?`;
}
