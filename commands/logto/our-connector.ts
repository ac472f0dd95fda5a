import { CommandError } from '../cli/command-error';
import { isHttpSms, type LogtoClient, type SmsConnector } from './management-api';

/** Logto's SMS connector. Throws a CommandError when it does not post to this endpoint. */
export async function findConnector(logto: LogtoClient, endpoint: string): Promise<SmsConnector> {
  const connector = await logto.smsConnector();
  if (connector && isHttpSms(connector) && connector.config.endpoint === endpoint) return connector;
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

/** What may be shown of an endpoint: the origin only, since user, path and query may hold a secret. */
export function shownAddress(endpoint: unknown): string {
  return typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint).origin : 'an unknown address';
}
