import { CommandError } from '../cli/command-error';
import { isHttpSms, type LogtoClient, type SmsConnector } from './management-api';

/** Whether a connector posts to this endpoint. */
export function isOurs(connector: SmsConnector, endpoint: string): boolean {
  return isHttpSms(connector) && connector.config.endpoint === endpoint;
}

/** Logto's SMS connector. Throws a CommandError when it does not post to this endpoint. */
export async function findConnector(logto: LogtoClient, endpoint: string): Promise<SmsConnector> {
  const connector = await logto.smsConnector();
  if (connector && isOurs(connector, endpoint)) return connector;
  throw new CommandError(
    connector ? `Logto sends its SMS elsewhere, through "${connector.name}".` : 'Logto has no SMS connector.',
    'Connect Logto first: npm run connect',
  );
}

/** The token in the connector's field, where it may stand with or without "Bearer". */
export function tokenOf({ config }: SmsConnector): string {
  return String(config.authorization ?? '')
    .trim()
    .replace(/^bearer +/i, '');
}

/** A connector for people: the name of a vendor's, the address of another endpoint. Never a part of it that is secret. */
export function shownConnector(connector: Pick<SmsConnector, 'name' | 'connectorId' | 'config'>): string {
  const { name, connectorId, config } = connector;
  return isHttpSms(connector) ? `"${name}" to ${shownAddress(config.endpoint)}` : `"${name}" (${connectorId})`;
}

/** What may be shown of an endpoint: the origin only, since user, path and query may hold a secret. */
export function shownAddress(endpoint: unknown): string {
  return typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint).origin : 'an unknown address';
}
