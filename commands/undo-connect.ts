import { isDeepStrictEqual } from 'node:util';
import { statingOnError } from './aws/aws-fault';
import type { StoredConnector } from './aws/previous-connector';
import { CommandError } from './cli/command-error';
import { CONNECT_ACTIONS, type ConnectDependencies } from './connect-dependencies';
import type { SmsConnector } from './logto/management-api';
import { isOurs, shownConnector } from './logto/our-connector';
import { isStored } from './logto/same-connector';

/** What to put back, and how to test it first. */
export interface UndoOptions {
  /** The endpoint's URL. */
  readonly endpoint: string;
  /** The origin of Logto. */
  readonly address: string;
  /** The number that gets a test SMS through the stored connector, E.164. @default no test SMS */
  readonly phone?: string | undefined;
}

const FORGET = 'When you are sure that you stay with it, remove its keys from the stack: npm run connect -- --forget';

/**
 * Puts the connector back that `connect` replaced, as it was, and reads it back. It stays stored, so that this can be run
 * again.
 *
 * @returns whether Logto's connector was changed
 * @throws CommandError with the next step when it cannot continue; it says whether Logto was changed
 */
export async function undoConnect(
  { endpoint, address, phone }: UndoOptions,
  { logto, store, output }: Omit<ConnectDependencies, 'mayReplace'>,
): Promise<{ changed: boolean }> {
  const unchanged = <T>(step: Promise<T>) => statingOnError('Logto was not changed.', CONNECT_ACTIONS, step);
  const stored = await unchanged(output.during('Asking AWS', store.read()));
  if (!stored) throw nothingStored();
  if (stored.logto !== address) throw otherLogto(stored, address);
  const shown = shownConnector(stored);
  const present = await unchanged(output.during('Asking Logto', logto.smsConnector()));
  if (present && isStored(present, stored)) {
    output.say({ state: 'ok', text: `${shown} is already as it was. Nothing was changed.`, next: FORGET });
    return { changed: false };
  }
  if (present && !isOurs(present, endpoint)) throw thirdConnector(present, stored);
  if (!(await unchanged(output.during('Asking Logto', logto.hasConnector(stored.connectorId))))) throw gone(stored);

  if (phone !== undefined) {
    await unchanged(output.during('Logto sends a test SMS', logto.testOther(phone, stored)));
    output.say({ state: 'ok', text: `Logto sent a test SMS (code 000000) to …${phone.slice(-2)} through ${shown}.` });
  }
  // A connector with the same id is the stored one with our endpoint. Logto cannot create that id again.
  const change = present?.id === stored.id ? logto.update(stored.id, stored.config) : logto.restore(stored);
  await output.during('Putting the connector back', change);
  const after = await output.during('Reading the connector back', logto.smsConnector());
  if (!after || !isStored(after, stored)) {
    throw new CommandError(
      'Logto accepted the change, but its SMS connector is not as it was stored.',
      "Somebody else may be changing it. Look at it in Logto's console, then run this again.",
    );
  }
  output.say({ state: 'ok', text: `Logto sends its SMS through ${shown} again, as before connect.`, next: FORGET });
  if (!isDeepStrictEqual(after.config, stored.config)) {
    output.say({ state: 'warn', text: 'Its empty values are gone: Logto drops them whenever it saves a connector.' });
  }
  return { changed: true };
}

function nothingStored(): CommandError {
  return new CommandError(
    'The stack stores no SMS connector of Logto: connect has replaced none, or it was removed with --forget. Nothing was changed.',
    "To use another connector, set it up in Logto's console.",
  );
}

function otherLogto(stored: StoredConnector, address: string): CommandError {
  return new CommandError(
    `The stack stores the SMS connector of ${stored.logto}, and --logto is ${address}. Nothing was changed.`,
    `If that is the same Logto, use --logto ${stored.logto}`,
  );
}

function thirdConnector(present: SmsConnector, stored: StoredConnector): CommandError {
  return new CommandError(
    `Logto's SMS connector is neither this endpoint's nor the stored one, but ${shownConnector(present)}. Nothing was changed.`,
    `To replace it with ${shownConnector(stored)}, delete it in Logto's console, then run this again.`,
  );
}

function gone({ name, connectorId }: StoredConnector): CommandError {
  return new CommandError(
    `This Logto no longer has the connector "${name}" (${connectorId}). Nothing was changed.`,
    'If you host Logto yourself, install it: npx @logto/cli connector add, in its container. Restart Logto, then run this again.',
  );
}
