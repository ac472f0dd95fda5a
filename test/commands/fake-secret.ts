import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { ReadSecret } from '../../lambda/remembered-secret';
import type { Clients } from './fake-account';

interface Version {
  readonly id: string;
  readonly value: string;
  readonly createdAt: number;
  readonly stages: Set<string>;
}

/** A secret and its versions, the oldest first. */
export interface FakeSecret {
  readonly versions: Version[];
  /** The value of the version that a staging label names. */
  readonly value: (stage: string) => string | undefined;
  /** Reads it as the deployed function does. */
  readonly read: ReadSecret;
}

/**
 * A secret whose staging labels move as in Secrets Manager (API reference, `PutSecretValue` and
 * `UpdateSecretVersionStage`): a label is on one version, and the version that AWSCURRENT leaves gets AWSPREVIOUS.
 *
 * @param first its first version; `undefined` for an empty secret
 * @param step called with the name of each call, before and after it is done; may throw
 * @param arn answers only for this secret
 * @default step does nothing, and any secret is this one
 */
export function fakeSecret(
  clients: Clients,
  first: { readonly value: string; readonly createdAt: number } | undefined,
  now: () => number,
  step: (call: string, when: 'before' | 'after') => Promise<void> | void = () => undefined,
  arn?: string,
): FakeSecret {
  const versions: Version[] = first ? [{ id: 'v1', ...first, stages: new Set(['AWSCURRENT']) }] : [];
  const input = arn === undefined ? {} : { SecretId: arn };
  const on = (stage: string) => versions.find(({ stages }) => stages.has(stage));

  function move(stage: string, to: Version): void {
    const from = on(stage);
    from?.stages.delete(stage);
    to.stages.add(stage);
    if (stage === 'AWSCURRENT' && from && from !== to) move('AWSPREVIOUS', from);
  }

  clients.secrets.on(GetSecretValueCommand, input).callsFake(async ({ VersionStage = 'AWSCURRENT' }) => {
    await step('GetSecretValue', 'before');
    const version = on(VersionStage);
    if (!version) throw Object.assign(new Error('no such stage'), { name: 'ResourceNotFoundException' });
    return { SecretString: version.value, VersionId: version.id, CreatedDate: new Date(version.createdAt) };
  });
  clients.secrets
    .on(PutSecretValueCommand, input)
    .callsFake(async ({ SecretString, VersionStages = ['AWSCURRENT'] }) => {
      await step('PutSecretValue', 'before');
      const version = {
        id: `v${versions.length + 1}`,
        value: SecretString,
        createdAt: now(),
        stages: new Set<string>(),
      };
      versions.push(version);
      for (const stage of VersionStages) move(stage, version);
      await step('PutSecretValue', 'after');
      return { VersionId: version.id };
    });
  clients.secrets
    .on(UpdateSecretVersionStageCommand, input)
    .callsFake(async ({ VersionStage, MoveToVersionId, RemoveFromVersionId }) => {
      await step('UpdateSecretVersionStage', 'before');
      const stage = VersionStage ?? '';
      if (MoveToVersionId === undefined && on(stage)?.id === RemoveFromVersionId) {
        on(stage)?.stages.delete(stage);
        await step('UpdateSecretVersionStage', 'after');
        return {};
      }
      const target = versions.find(({ id }) => id === MoveToVersionId);
      if (!target || on(VersionStage)?.id !== RemoveFromVersionId) {
        throw Object.assign(new Error('The stage is attached to another version.'), {
          name: 'InvalidParameterException',
        });
      }
      move(VersionStage, target);
      await step('UpdateSecretVersionStage', 'after');
      return {};
    });
  return {
    versions,
    value: (stage) => on(stage)?.value,
    read: async (stage) => {
      const version = on(stage);
      return version && { token: version.value, versionId: version.id, createdAt: version.createdAt };
    },
  };
}
