import { type MessageAttributeValue, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientSettings, keepAliveAgent } from './aws-client';
import { AT_THE_SOCKET, type DryRun } from './dry-run';
import type { Publish } from './send';
import type { Sms } from './sms';

/**
 * Makes an SNS client that makes only one attempt per call.
 *
 * @param agent keeps its connections
 */
export function snsClient(agent = keepAliveAgent()): SNSClient {
  return new SNSClient(clientSettings('SNS', { attempts: 1, connectMs: 1_000, attemptMs: 4_000 }, agent));
}

/**
 * Makes the function that publishes an SMS. It makes only one attempt, since a second one may send the SMS twice:
 * `send` decides about that.
 *
 * @param dryRun keeps every call from reaching SNS. @default calls reach it
 */
export function snsPublisher(client = snsClient(), dryRun?: DryRun): Publish {
  return async (sms, signal) => {
    const input = { PhoneNumber: sms.to, Message: sms.text, MessageAttributes: attributesOf(sms) };
    const command = new PublishCommand(input);
    if (dryRun) command.middlewareStack.add(dryRun.middleware, AT_THE_SOCKET);
    const { MessageId } = await client.send(command, { abortSignal: signal });
    return MessageId ?? '';
  };
}

/**
 * Gives the attributes of an SMS ("Publishing to a mobile phone", SNS developer guide). The type is set because SNS's
 * default is Promotional.
 */
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
