import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importConnector } from '../../commands/import-connector';
import { logtoClient } from '../../commands/logto/management-api';
import { APP, DEFAULTS, fakeLogto } from '../commands/fake-logto';
import { fakeOutput } from '../commands/fake-output';
import { RunningServer } from '../local/running-server';
import type { ConnectorMessage } from './installed';

/** The configuration before the import. */
export const CONFIG = { brand: 'Acme', countries: ['DE', 'US'] };

/** What an import made of a connector. */
export interface Imported {
  /** The keys that it added to the configuration. */
  readonly keys: Readonly<Record<string, unknown>>;
  /** All that was printed and written. */
  readonly seen: string;
}

/** Imports a connector that is set up in Logto, over HTTP, as `connect --import --yes` does. */
export async function importFrom(connectorId: string, config: Readonly<Record<string, unknown>>): Promise<Imported> {
  const logto = await fakeLogto();
  logto.connectors = [{ ...DEFAULTS, id: 'c1', connectorId, type: 'Sms', name: { en: connectorId }, config }];
  const folder = mkdtempSync(join(tmpdir(), 'sms-vendor-'));
  const path = join(folder, 'sms.config.json');
  writeFileSync(path, JSON.stringify(CONFIG));
  const output = fakeOutput();
  try {
    const details = await importConnector(
      { path },
      {
        logto: logtoClient({ address: logto.url, ...APP, resource: logto.resource }),
        output,
        showMessages: (changes) => output.note(JSON.stringify(changes)),
        mayWrite: async () => true,
      },
    );
    const written = readFileSync(path, 'utf8');
    const { brand, countries, ...keys } = JSON.parse(written);
    return { keys, seen: [written, output.text(), ...output.notes, JSON.stringify(details)].join('\n') };
  } finally {
    rmSync(folder, { recursive: true });
    await logto.close();
  }
}

/** Sends messages through the request pipeline with a configuration. Gives the text of each SMS. */
export async function textsOf(config: object, messages: readonly ConnectorMessage[]): Promise<string[]> {
  const server = await RunningServer.start({ config });
  const texts: string[] = [];
  try {
    for (const message of messages) {
      const { status, text } = await server.post(message);
      if (status !== 200) throw new Error(`${message.type} was answered ${status}: ${text}`);
      texts.push(server.inbox.list()[0]?.text ?? '');
    }
  } finally {
    await server.stop();
  }
  return texts;
}
