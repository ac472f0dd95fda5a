import { randomUUID } from 'node:crypto';
import type { RefusalReason } from '../contract/refusal-reason';
import { type Settings, smsApiOf } from '../contract/settings';
import { MAX_TEXT_LENGTH } from '../contract/sms-text';
import { identityOf, snsSenderOf } from '../lambda/origination';
import { Refusal } from '../lambda/refusal';
import type { Publish } from '../lambda/send';

/** An SNS or AWS End User Messaging that sends nothing, and refuses the texts that the real ones refuse. */
export function localPublish(settings: Pick<Settings, 'endUserMessaging'>): Publish {
  return async ({ sms: { text } }) => {
    if (text !== '' && text.length <= MAX_TEXT_LENGTH) return randomUUID();
    throw smsApiOf(settings) === 'sns'
      ? refusal('sns-refused', awsError('InvalidParameterException', 400))
      : refusal('send-refused', awsError('ValidationException', 400, 'FIELD_VALIDATION_FAILED'));
  };
}

/** Who an SMS to a country is from: a sender ID, a number, an id or an ARN. `undefined`: AWS chooses. */
export function senderOf(country: string, settings: Settings): string | undefined {
  if (smsApiOf(settings) === 'end-user-messaging') return identityOf(country, settings);
  const sender = snsSenderOf(country, settings);
  return sender && ('senderId' in sender ? sender.senderId : sender.originationNumber);
}

/** What a publisher throws when AWS permanently rejects a message. */
export function refusal(reason: RefusalReason, cause: Error): Refusal {
  return new Refusal(reason, { cause });
}

/** An error as the SDK throws it. */
export function awsError(name: string, httpStatusCode: number, reason?: string): Error {
  return Object.assign(new Error('As the real service would answer'), {
    name,
    $metadata: { httpStatusCode },
    ...(reason !== undefined && { Reason: reason }),
  });
}
