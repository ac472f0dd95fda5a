import { randomUUID } from 'node:crypto';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CommandError } from '../cli/command-error';
import { PREVIOUS_CONNECTOR } from './deleted-secret';
import { type Deployed, partOf } from './deployed';
import type { Sdk } from './sdk';
import { type Label, readVersion, removeLabel, type SecretVersion } from './secret';

/** An SMS connector of Logto, with everything that is needed to set it up again. Its `config` has a vendor's keys. */
export interface StoredConnector {
  /** The origin of the Logto that it is from. */
  readonly logto: string;
  readonly id: string;
  readonly connectorId: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** What else Logto saves of a connector, by Logto's keys. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The secret of the stack in which `connect` stores the connector that it replaces. */
export interface PreviousConnectorStore {
  /** The stored connector; `undefined` when nothing is stored. */
  readonly read: () => Promise<StoredConnector | undefined>;
  /** Stores a connector in place of what is stored, and reads it back. */
  readonly store: (connector: StoredConnector) => Promise<void>;
  /** Whether a value is current, or whether an interrupted `forget` has left one as the previous version. */
  readonly holds: () => Promise<'current' | 'previous' | undefined>;
  /** Makes an empty value current, and takes the label off the version before. May be run again after an error. */
  readonly forget: () => Promise<void>;
}

/** The value after `forget`. A secret that was never used has no value at all. */
const NOTHING = JSON.stringify({ connector: null });

/** Bytes of UTF-8 (API reference of Secrets Manager, `PutSecretValue`). */
const MOST_BYTES = 65_536;

/**
 * The store of a stack. Its methods throw the SDK's errors, and a CommandError when the stack has no such secret because
 * an older version deployed it, when the secret was deleted, or when its value is not what `store` writes.
 */
export function previousConnectorStore(sdk: Sdk, stack: Deployed): PreviousConnectorStore {
  const version = (label: Label) => readVersion(sdk, partOf(stack, 'previousConnector'), label, PREVIOUS_CONNECTOR);

  async function put(value: string): Promise<void> {
    const SecretId = partOf(stack, 'previousConnector');
    await new SecretsManagerClient(sdk).send(
      // With the same token, a second try by the SDK makes no second version.
      new PutSecretValueCommand({ SecretId, SecretString: value, ClientRequestToken: randomUUID() }),
    );
  }

  return {
    async read() {
      const current = await version('AWSCURRENT');
      return hasConnector(current) ? connectorIn(current.value) : undefined;
    },
    async store(connector) {
      const value = JSON.stringify({ connector });
      const bytes = Buffer.byteLength(value);
      if (bytes > MOST_BYTES) {
        throw new CommandError(
          `The configuration of "${connector.name}" has ${bytes} bytes. A secret holds ${MOST_BYTES}.`,
          "Shorten its templates in Logto's console, then run this again.",
        );
      }
      await put(value);
      if ((await version('AWSCURRENT'))?.value === value) return;
      throw new CommandError(
        'AWS accepted the configuration, but does not return it as it was stored.',
        'Somebody else may be running connect. Run this again.',
      );
    },
    async holds() {
      if (hasConnector(await version('AWSCURRENT'))) return 'current';
      return hasConnector(await version('AWSPREVIOUS')) ? 'previous' : undefined;
    },
    async forget() {
      if (hasConnector(await version('AWSCURRENT'))) await put(NOTHING);
      const before = await version('AWSPREVIOUS');
      if (before) await removeLabel(sdk, partOf(stack, 'previousConnector'), 'AWSPREVIOUS', before.versionId);
    },
  };
}

function hasConnector(version: SecretVersion | undefined): version is SecretVersion {
  return version !== undefined && version.value !== NOTHING;
}

function connectorIn(value: string): StoredConnector {
  const { connector } = parse(value);
  const { logto, id, connectorId, name, config, settings } = connector ?? {};
  const texts = [logto, id, connectorId, name];
  if (texts.every((text) => typeof text === 'string') && config && settings) return connector as StoredConnector;
  throw new CommandError(
    `${PREVIOUS_CONNECTOR.what} has a value that connect did not store.`,
    'If nobody needs it: npm run connect -- --forget',
  );
}

/** Node's own error would quote the value. */
function parse(value: string): { connector?: Partial<StoredConnector> | null } {
  try {
    return Object(JSON.parse(value));
  } catch {
    return {};
  }
}
