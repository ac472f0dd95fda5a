import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type MessageAttributeValue, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientSettings, keepAliveAgent } from './aws-client';
import type { Publish, Sms } from './send';
import type { ReadSecret } from './token-verifier';
import { AT_THE_SOCKET, type DryRun } from './warm-up';

/** A read of the secret may take this long, so that the send still has its time. */
const SECRET_DEADLINE_MS = 1_800;

/** One for all secrets, so that they share its connections. */
export function secretsClient(): SecretsManagerClient {
  const patience = { attempts: 2, connectMs: 800, attemptMs: 1_000 };
  return new SecretsManagerClient(clientSettings('SECRETS_MANAGER', patience, keepAliveAgent()));
}

/** Reads a secret. A stage that does not exist gives `undefined`, every other failure throws. */
export function secretReader(secretArn: string, client = secretsClient()): ReadSecret {
  return async (stage) => {
    try {
      const version = await client.send(new GetSecretValueCommand({ SecretId: secretArn, VersionStage: stage }), {
        abortSignal: AbortSignal.timeout(SECRET_DEADLINE_MS),
      });
      return {
        token: version.SecretString ?? '',
        versionId: version.VersionId ?? '',
        createdAt: version.CreatedDate?.getTime() ?? 0,
      };
    } catch (error) {
      // Before the first rotation there is no previous version.
      const isMissing = error instanceof Error && error.name === 'ResourceNotFoundException';
      if (isMissing && stage === 'AWSPREVIOUS') return undefined;
      throw error;
    }
  };
}

/** @param agent keeps its connections */
export function snsClient(agent = keepAliveAgent()): SNSClient {
  return new SNSClient(clientSettings('SNS', { attempts: 1, connectMs: 1_000, attemptMs: 4_000 }, agent));
}

/** Publishes to SNS, one attempt a call: `send` decides what is tried again, since a second one may send twice. */
export function snsPublisher(client = snsClient(), rehearsal?: DryRun): Publish {
  return async (sms, signal) => {
    const input = { PhoneNumber: sms.to, Message: sms.text, MessageAttributes: attributesOf(sms) };
    const command = new PublishCommand(input);
    if (rehearsal) command.middlewareStack.add(rehearsal.middleware, AT_THE_SOCKET);
    const { MessageId } = await client.send(command, { abortSignal: signal });
    return MessageId ?? '';
  };
}

/** The attributes of "Publishing to a mobile phone" (SNS developer guide). Without a type SNS takes Promotional. */
export function attributesOf(sms: Sms): Record<string, MessageAttributeValue> {
  const { sender, maxPriceUsd, dlt } = sms;
  return {
    'AWS.SNS.SMS.SMSType': text('Transactional'),
    ...(maxPriceUsd !== undefined && {
      'AWS.SNS.SMS.MaxPrice': { DataType: 'Number', StringValue: String(maxPriceUsd) },
    }),
    ...(sender && 'senderId' in sender && { 'AWS.SNS.SMS.SenderID': text(sender.senderId) }),
    ...(sender && 'originationNumber' in sender && { 'AWS.MM.SMS.OriginationNumber': text(sender.originationNumber) }),
    ...(dlt && { 'AWS.MM.SMS.EntityId': text(dlt.entityId), 'AWS.MM.SMS.TemplateId': text(dlt.templateId) }),
  };
}

function text(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: value };
}
