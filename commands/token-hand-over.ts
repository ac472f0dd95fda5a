import { statingOnError } from './aws/aws-fault';
import { CommandError } from './cli/command-error';
import type { Output } from './cli/output';
import type { LogtoClient, SmsConnector } from './logto/management-api';
import { tokenOf } from './logto/our-connector';
import { changedSecret } from './token-lines';

/** Where a token goes, and how to test it first. */
export interface HandOver {
  readonly logto: LogtoClient;
  readonly connector: SmsConnector;
  /** The endpoint's URL. */
  readonly endpoint: string;
  /** The number that gets a test SMS before Logto saves the token, E.164. @default no test SMS */
  readonly phone?: string | undefined;
  /** Until when the previous token works, as words; `undefined` when it does not. */
  readonly until: string | undefined;
}

/**
 * Gives Logto the new token, and reads it back.
 *
 * @throws CommandError that says in which state Logto and the secret are, and what the next run will do
 */
export async function handOver(
  token: string,
  { logto, connector, endpoint, phone, until }: HandOver,
  output: Output,
): Promise<void> {
  const authorization = `Bearer ${token}`;
  if (phone !== undefined) {
    const test = output.during('Logto sends a test SMS', logto.test(phone, { endpoint, authorization }));
    await stating(changedSecret(true), test);
    output.say({ state: 'ok', text: `Logto sent a test SMS (code 000000) to …${phone.slice(-2)} with the new token.` });
  }
  const validity = until === undefined ? 'no previous one works' : `the previous one works until ${until}`;
  const uncertain = `The secret has a new token, and ${validity}. The next run finds out which of them Logto has, and continues.`;
  const change = logto.update(connector.id, { ...connector.config, authorization });
  await stating(uncertain, output.during('Changing the connector', change));
  const after = await stating(
    'The secret and Logto were changed. The next run checks it.',
    output.during('Reading the connector back', logto.smsConnector()),
  );
  if (!after || tokenOf(after) !== token) {
    throw new CommandError(
      'Logto accepted the change, but does not have the new token.',
      `${uncertain} Somebody else may be changing its connector.`,
    );
  }
  output.say({ state: 'ok', text: 'Logto has the new token.' });
}

/** Nothing here calls AWS, so no IAM action is named. */
function stating<T>(state: string, step: Promise<T>): Promise<T> {
  return statingOnError(state, [], step);
}
