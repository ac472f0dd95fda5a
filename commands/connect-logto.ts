import { READ_STACK } from './aws/deployed';
import { CommandError } from './cli/command-error';
import type { Output } from './cli/output';
import { type HttpSmsConfig, isHttpSms, type Logto, type SmsConnector } from './logto/management-api';

/** The IAM actions of connect. */
export const CONNECT_ACTIONS = [...READ_STACK, 'secretsmanager:GetSecretValue'] as const;

/** What Logto is to be told. */
export interface ConnectOptions {
  /** The endpoint's address. */
  readonly endpoint: string;
  readonly token: string;
  /** Who gets the test's SMS, E.164. */
  readonly phone: string;
}

/** What connecting needs of the world. */
export interface ConnectDependencies {
  readonly logto: Logto;
  readonly output: Output;
  /** Asks before something of the operator's is replaced. Throws a Stop where nobody can be asked. */
  readonly mayReplace: (question: string) => Promise<boolean>;
}

/**
 * Has Logto send its SMS through the endpoint: tries it first, asks before it replaces what is there, and looks
 * afterwards whether it is so. May be run again at any time.
 *
 * @throws Stop with what to do when it cannot go on; it says whether something was changed
 */
export async function connectLogto(
  { endpoint, token, phone }: ConnectOptions,
  { logto, output, mayReplace }: ConnectDependencies,
) {
  const config: HttpSmsConfig = { endpoint, authorization: `Bearer ${token}` };
  if (!(await output.during('Asking Logto', logto.hasHttpSms()))) throw noConnector();
  const before = await output.during('Asking Logto', logto.smsConnector());
  output.say({ state: 'ok', text: `Logto lets us in. ${stateOf(before)}` });

  await output.during('Logto sends a test SMS', logto.test(phone, config));
  output.say({ state: 'ok', text: `Logto sent a test SMS (code 000000) to …${phone.slice(-2)} through the endpoint.` });

  if (isSame(before, config)) {
    output.say({ state: 'ok', text: 'Logto is connected already; nothing was changed.' });
    return { changed: false };
  }
  const question = before && questionOf(before, config);
  if (question && !(await mayReplace(question))) throw new CommandError('Nothing was changed, as you said.');
  const change =
    before && isHttpSms(before) ? logto.update(before.id, { ...before.config, ...config }) : logto.create(config);
  await output.during('Telling Logto', change);
  if (!isSame(await output.during('Looking again', logto.smsConnector()), config)) {
    throw new CommandError(
      'Logto said yes, but its SMS connector is not what we told it.',
      "Does somebody else change it right now? Look at it in Logto's console, then run it again.",
    );
  }
  output.say({ state: 'ok', text: `Logto sends its SMS through ${endpoint}.` });
  return { changed: true };
}

/** Whether Logto has exactly this endpoint and token. */
export function isSame(connector: SmsConnector | undefined, { endpoint, authorization }: HttpSmsConfig): boolean {
  if (!connector || !isHttpSms(connector)) return false;
  return connector.config.endpoint === endpoint && connector.config.authorization === authorization;
}

/** What Logto lacks, and how to get it. */
export function noConnector(): CommandError {
  return new CommandError(
    'This Logto has no HTTP SMS connector (http-sms).',
    'A Logto of your own: npx @logto/cli connector add @logto/connector-http-sms, in its container, then restart it. Or update it: newer releases bring it.',
  );
}

function stateOf(before: SmsConnector | undefined): string {
  if (!before) return 'It has no SMS connector yet.';
  if (!isHttpSms(before)) return `Its SMS go through "${before.name}" (${before.connectorId}) now.`;
  return `Its SMS go to ${shownAddress(before.config.endpoint)} by its HTTP SMS connector now.`;
}

/** What is lost by the change; nothing is when the endpoint stays the same. */
function questionOf(before: SmsConnector, { endpoint }: HttpSmsConfig): string | undefined {
  if (!isHttpSms(before)) {
    return `Replace "${before.name}" (${before.connectorId})? Logto forgets its configuration, keys included.`;
  }
  if (before.config.endpoint === endpoint) return undefined;
  return `Send SMS through this endpoint, and no longer through ${shownAddress(before.config.endpoint)}?`;
}

/** Without user, path and query, which may hold a secret. */
function shownAddress(endpoint: unknown): string {
  return typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint).origin : 'an unknown address';
}
