import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** What Logto passes to its connector. */
export interface ConnectorMessage {
  readonly to: string;
  readonly type: string;
  readonly payload: { readonly code?: string; readonly link?: string; readonly locale?: string };
  readonly ip?: string;
}

/**
 * Sends messages with Logto's connector.
 *
 * @param authorization what an operator pastes into the field "Authorization Header"
 * @returns for each message `{status, answer}`, or `{error}` with what Logto would show to the person
 */
export async function send(
  messages: readonly ConnectorMessage[],
  { endpoint, token }: { readonly endpoint: string; readonly token: string },
  authorization = `Bearer ${token}`,
): Promise<unknown[]> {
  const connector = spawn(process.execPath, [join(__dirname, 'send-messages.mjs')]);
  connector.stdin.end(JSON.stringify({ config: { endpoint, authorization }, messages }));
  const ended = once(connector, 'close');
  const [output, errors, [exitCode]] = await Promise.all([text(connector.stdout), text(connector.stderr), ended]);
  if (exitCode !== 0) throw new Error(`The connector ended with exit code ${exitCode}: ${errors}`);
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
