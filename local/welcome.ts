import type { Config } from '../config/schema';
import { EVENTS_PATH } from '../contract/logto-events';

/** What `welcome` prints. */
export interface WelcomeOptions {
  readonly config: Config;
  readonly configFile: string;
  readonly token: string;
  /** Where a browser on this machine reaches the inbox. */
  readonly url: string;
  readonly endpoint: string;
  /** Whether to print one line of JSON in place of the text. */
  readonly quiet: boolean;
}

/** What `npm start` prints when the server listens: where the inbox is, and what to paste into Logto's fields. */
export function welcome({ config, configFile, token, url: inbox, endpoint, quiet }: WelcomeOptions): string {
  if (quiet) return `${JSON.stringify({ inbox, endpoint, token })}\n`;
  const { countries, brand } = config;
  const served = countries.includes('*') ? 'every country' : plural(countries.length, 'country', 'countries');
  return `
  Logto SMS runs on this machine. No SMS is sent: the inbox shows what a phone would.

  Inbox                   ${inbox}

  In Logto's console: Connectors, Email and SMS connectors, SMS, HTTP SMS
  Endpoint                ${endpoint}
  Authorization Header    Bearer ${token}

  Logto in a container    http://host.docker.internal:${new URL(endpoint).port}/sms
                          (on Linux: start with --host 0.0.0.0, and run the container
                          with --add-host host.docker.internal:host-gateway)
  Webhook (optional)      ${new URL(EVENTS_PATH, endpoint)}
                          (the inbox then shows which codes were used)
  Without Logto           curl ${endpoint} -H 'authorization: Bearer ${token}' \\
                            -d '{"to":"4915112345678","type":"SignIn","payload":{"code":"012345"}}'

  Configuration           ${configFile}: ${brand}, ${served}
  Stop                    Ctrl-C

`;
}

function plural(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
