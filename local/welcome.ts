import type { Config } from '../config/schema';

export interface WelcomeOptions {
  readonly config: Config;
  readonly configFile: string;
  readonly token: string;
  /** How a browser on this machine reaches the server; the name as a URL has it. */
  readonly listening: { readonly name: string; readonly port: number };
  /** One line of JSON in place of the text. */
  readonly quiet: boolean;
}

/** What `npm start` prints once it listens: where the inbox is, and what goes into Logto's fields. */
export function welcome({ config, configFile, token, listening, quiet }: WelcomeOptions): string {
  const inbox = `http://${listening.name}:${listening.port}/`;
  const endpoint = `${inbox}sms`;
  if (quiet) return `${JSON.stringify({ inbox, endpoint, token })}\n`;
  const { countries, brand } = config;
  const served = countries.includes('*') ? 'every country' : count(countries.length, 'country', 'countries');
  return `
  Logto SMS on this machine. No SMS is sent: the inbox shows what a phone would.

  Inbox                   ${inbox}

  In Logto's console: Connectors, Email and SMS connectors, SMS, HTTP SMS
  Endpoint                ${endpoint}
  Authorization Header    Bearer ${token}

  Logto in a container    http://host.docker.internal:${listening.port}/sms
                          (on Linux: start with --host 0.0.0.0, and run the container
                          with --add-host host.docker.internal:host-gateway)
  No Logto at hand        curl ${endpoint} -H 'authorization: Bearer ${token}' \\
                            -d '{"to":"4915112345678","type":"SignIn","payload":{"code":"012345"}}'

  Settings                ${configFile}: ${brand}, ${served}
  Stop                    Ctrl-C

`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
