import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** What Logto hands to the connector. */
export interface ConnectorMessage {
  readonly to: string;
  readonly type: string;
  readonly payload: { readonly code?: string; readonly link?: string; readonly locale?: string };
  readonly ip?: string;
}

/** Lets the connector send messages, configured as an operator pastes it into Logto's console; `{error}` is what Logto shows. */
export async function send(
  messages: readonly ConnectorMessage[],
  { endpoint, token }: { readonly endpoint: string; readonly token: string },
  authorization = `Bearer ${token}`,
): Promise<unknown[]> {
  const connector = spawn(process.execPath, [join(__dirname, 'send-messages.mjs')]);
  connector.stdin.end(JSON.stringify({ config: { endpoint, authorization }, messages }));
  const ended = once(connector, 'close');
  const [output, errors, [exitCode]] = await Promise.all([text(connector.stdout), text(connector.stderr), ended]);
  if (exitCode !== 0) throw new Error(errors);
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
