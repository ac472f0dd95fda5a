import {
  PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
  type SendTextMessageCommandInput,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { SendRefusal } from '../contract/refusal-reason';
import { meaningOf } from '../contract/send-errors';
import type { Settings } from '../contract/settings';
import { clientSettings, keepAliveAgent } from './aws-client';
import { AT_THE_SOCKET, type DryRun } from './dry-run';
import { dltOf, identityOf } from './origination';
import { isRejected, reasonOf } from './publish-error';
import type { QueuedMessage } from './queued-message';
import { Refusal } from './refusal';
import type { Publish } from './send';

type SendSettings = Pick<Settings, 'endUserMessaging' | 'maxPriceUsd' | 'indiaDlt'>;

/** What the stack made, or the operator named, for the messages of this API. */
export interface MessageResources {
  /** The name of the configuration set that logs each message. @default none */
  readonly configurationSet?: string | undefined;
  /** The id or the ARN of the protect configuration. @default that of the account */
  readonly protectConfiguration?: string | undefined;
}

/** The body of the service's answer in a dry run. */
export const END_USER_MESSAGING_DRY_RUN_ANSWER = '{"MessageId":"dry-run"}';

/**
 * How long a code is worth anything, in seconds: Logto's default. A tenant can set 60 to 3,600 s, and the request does not
 * say which.
 */
const CODE_SECONDS = 600;
/** The least `TimeToLive` that the API takes, in seconds; the most is 259,200 (its service model). */
const MIN_TIME_TO_LIVE = 5;

/**
 * Makes a client of AWS End User Messaging that makes only one attempt per call.
 *
 * @param agent keeps its connections
 */
export function endUserMessagingClient(agent = keepAliveAgent()): PinpointSMSVoiceV2Client {
  const timeouts = { attempts: 1, connectMs: 1_000, attemptMs: 4_000 };
  return new PinpointSMSVoiceV2Client(clientSettings('PINPOINT_SMS_VOICE_V2', timeouts, agent));
}

/**
 * Makes the function that publishes an SMS through AWS End User Messaging. It makes only one attempt, since a second one
 * may send the SMS twice: `send` decides about that. It refuses what AWS permanently rejects, with the reason of
 * `SEND_ERRORS`, or `send-refused` for one that the table does not know.
 *
 * @param dryRun keeps every call from reaching AWS. @default calls reach it
 * @param now the clock, in epoch milliseconds
 */
export function endUserMessagingPublisher(
  settings: SendSettings,
  resources: MessageResources,
  client = endUserMessagingClient(),
  dryRun?: DryRun,
  now = Date.now,
): Publish {
  return async (message, signal) => {
    const command = new SendTextMessageCommand(inputOf(message, settings, resources, now()));
    if (dryRun) command.middlewareStack.add(dryRun.middleware, AT_THE_SOCKET);
    try {
      const { MessageId } = await client.send(command, { abortSignal: signal });
      return MessageId ?? '';
    } catch (error) {
      const refusal = refusalOf(error);
      throw refusal ? new Refusal(refusal, { cause: error }) : error;
    }
  };
}

/** Gives the parameters of the call. Its `Context` stays empty: AWS would log it. */
function inputOf(
  { sms, type, country, isCode, admittedAt }: QueuedMessage,
  settings: SendSettings,
  { configurationSet, protectConfiguration }: MessageResources,
  now: number,
): SendTextMessageCommandInput {
  const { maxPriceUsd } = settings;
  const identity = identityOf(country, settings);
  const dlt = dltOf(type, country, settings);
  return {
    DestinationPhoneNumber: sms.to,
    MessageBody: sms.text,
    MessageType: 'TRANSACTIONAL',
    ...(identity !== undefined && { OriginationIdentity: identity }),
    ...(configurationSet !== undefined && { ConfigurationSetName: configurationSet }),
    ...(protectConfiguration !== undefined && { ProtectConfigurationId: protectConfiguration }),
    // The API takes one to five decimal places, and requires the point.
    ...(maxPriceUsd !== undefined && { MaxPrice: maxPriceUsd.toFixed(5) }),
    ...(isCode && { TimeToLive: Math.max(MIN_TIME_TO_LIVE, CODE_SECONDS - Math.floor((now - admittedAt) / 1_000)) }),
    ...(dlt && { DestinationCountryParameters: { IN_ENTITY_ID: dlt.entityId, IN_TEMPLATE_ID: dlt.templateId } }),
  };
}

/** Gives the reason with which an error refuses the message; `undefined` when the message can be sent later. */
function refusalOf(error: unknown): SendRefusal | undefined {
  if (!isRejected(error)) return undefined;
  const meaning = meaningOf(error.name, reasonOf(error)) ?? 'send-refused';
  return meaning === 'queue' ? undefined : meaning;
}
