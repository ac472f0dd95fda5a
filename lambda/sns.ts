import { type MessageAttributeValue, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Settings } from '../contract/settings';
import { clientSettings, keepAliveAgent } from './aws-client';
import { AT_THE_SOCKET, type DryRun } from './dry-run';
import { dltOf, snsSenderOf } from './origination';
import { isRejected } from './publish-error';
import type { QueuedMessage } from './queued-message';
import { Refusal } from './refusal';
import type { Publish } from './send';

type SnsSettings = Pick<Settings, 'sender' | 'countrySenders' | 'maxPriceUsd' | 'indiaDlt'>;

/** The body of SNS's answer in a dry run. */
export const SNS_DRY_RUN_ANSWER =
  '<PublishResponse><PublishResult><MessageId>dry-run</MessageId></PublishResult></PublishResponse>';

/**
 * Makes an SNS client that makes only one attempt per call.
 *
 * @param agent keeps its connections
 */
export function snsClient(agent = keepAliveAgent()): SNSClient {
  return new SNSClient(clientSettings('SNS', { attempts: 1, connectMs: 1_000, attemptMs: 4_000 }, agent));
}

/**
 * Makes the function that publishes an SMS through SNS. It makes only one attempt, since a second one may send the SMS
 * twice: `send` decides about that. It refuses with `sns-refused` what SNS permanently rejects.
 *
 * @param dryRun keeps every call from reaching SNS. @default calls reach it
 */
export function snsPublisher(settings: SnsSettings, client = snsClient(), dryRun?: DryRun): Publish {
  return async (message, signal) => {
    const { to, text } = message.sms;
    const input = { PhoneNumber: to, Message: text, MessageAttributes: attributesOf(message, settings) };
    const command = new PublishCommand(input);
    if (dryRun) command.middlewareStack.add(dryRun.middleware, AT_THE_SOCKET);
    try {
      const { MessageId } = await client.send(command, { abortSignal: signal });
      return MessageId ?? '';
    } catch (error) {
      throw isRejected(error) ? new Refusal('sns-refused', { cause: error }) : error;
    }
  };
}

/**
 * Gives the attributes of an SMS ("Publishing to a mobile phone", SNS developer guide). The type is set because SNS's
 * default is Promotional.
 */
function attributesOf(
  { type, country }: Pick<QueuedMessage, 'type' | 'country'>,
  settings: SnsSettings,
): Record<string, MessageAttributeValue> {
  const { maxPriceUsd } = settings;
  const sender = snsSenderOf(country, settings);
  const dlt = dltOf(type, country, settings);
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
