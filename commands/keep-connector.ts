import { isDeepStrictEqual } from 'node:util';
import { statingOnError } from './aws/aws-fault';
import type { PreviousConnectorStore, StoredConnector } from './aws/previous-connector';
import { CommandError } from './cli/command-error';
import { CONNECT_ACTIONS, type ConnectDependencies } from './connect-dependencies';
import type { SmsConnector } from './logto/management-api';
import { shownConnector } from './logto/our-connector';
import { isStored } from './logto/same-connector';
import { undoCommand } from './undo-command';

/**
 * Checks that a connector can be stored. The store has room for one: the first connector that was replaced is never
 * overwritten, unless the operator removes it.
 *
 * @returns whether this very connector is stored already
 * @param address the origin of the Logto that the connector is in
 * @throws CommandError when another connector is stored; that of `PreviousConnectorStore`; the SDK's errors
 */
export async function requireRoom(
  connector: SmsConnector,
  address: string,
  store: PreviousConnectorStore,
): Promise<boolean> {
  const stored = await store.read();
  if (!stored) return false;
  const isSame = isStored(connector, stored);
  if (isSame && stored.logto === address) return true;
  throw new CommandError(
    `Logto's SMS connector is ${shownConnector(connector)}, but the stack still stores another: ${shownConnector(stored)} from ${stored.logto}. It has room for one.`,
    isSame
      ? `The stored one is this very connector, so this is the same Logto. Use --logto ${stored.logto}`
      : `If you no longer need the stored one: npm run connect -- --forget. ${wayBack(stored, address)}`,
  );
}

/** In another Logto the present connector is in nobody's way. */
function wayBack({ logto }: StoredConnector, address: string): string {
  return logto === address
    ? `To go back to it: delete the present one in Logto's console, then ${undoCommand(logto)}`
    : `To go back to it in its Logto, before you forget it: ${undoCommand(logto)}`;
}

/**
 * Stores a connector before it is replaced, and reads it back.
 *
 * @param connector as it was before the test SMS and the question
 * @param address the origin of the Logto that it is in
 * @throws CommandError when it cannot be stored, or was changed meanwhile; it says that Logto was not changed
 */
export async function keepConnector(
  connector: SmsConnector,
  address: string,
  { logto, store, output }: Pick<ConnectDependencies, 'logto' | 'store' | 'output'>,
): Promise<void> {
  const unchanged = <T>(step: Promise<T>) => statingOnError('Logto was not changed.', CONNECT_ACTIONS, step);
  if (!isDeepStrictEqual(await unchanged(output.during('Asking Logto', logto.smsConnector())), connector)) {
    throw new CommandError("Somebody else has changed Logto's SMS connector meanwhile.", 'Run this again.');
  }
  // Whoever runs connect at the same time may have stored another one.
  if (!(await unchanged(output.during('Asking AWS', requireRoom(connector, address, store))))) {
    const { id, connectorId, name, config, settings } = connector;
    const change = store.store({ logto: address, id, connectorId, name, config, settings });
    await unchanged(output.during('Storing the present connector', change));
  }
  output.say({ state: 'ok', text: `${shownConnector(connector)} is stored in the stack, with its keys.` });
}
