import type { Agent } from 'node:https';
import { ENVIRONMENT } from '../contract/environment';
import type { SmsApi } from '../contract/settings';
import type { DryRun } from './dry-run';
import {
  END_USER_MESSAGING_DRY_RUN_ANSWER,
  endUserMessagingClient,
  endUserMessagingPublisher,
} from './end-user-messaging';
import { optionalVariable, settings } from './environment';
import type { Publish } from './send';
import { SNS_DRY_RUN_ANSWER, snsClient, snsPublisher } from './sns';

/** `lib/code/bundle.ts` compiles it in. esbuild then leaves out the other API, and its client. */
declare const SMS_API: SmsApi;

/** The body of the API's answer in a dry run. */
export const dryRunAnswer = SMS_API === 'sns' ? SNS_DRY_RUN_ANSWER : END_USER_MESSAGING_DRY_RUN_ANSWER;

/**
 * Gives the function that makes publishers of the API that was chosen at synth. They share one client.
 *
 * @param agent keeps the connections
 * @returns takes the dry run of a publisher that sends nothing
 */
export function smsPublishers(agent: Agent): (dryRun?: DryRun) => Publish {
  return SMS_API === 'sns' ? snsPublishers(agent) : endUserMessagingPublishers(agent);
}

function snsPublishers(agent: Agent): (dryRun?: DryRun) => Publish {
  const client = snsClient(agent);
  return (dryRun) => snsPublisher(settings, client, dryRun);
}

function endUserMessagingPublishers(agent: Agent): (dryRun?: DryRun) => Publish {
  const client = endUserMessagingClient(agent);
  const resources = {
    configurationSet: optionalVariable(ENVIRONMENT.configurationSet),
    protectConfiguration: optionalVariable(ENVIRONMENT.protectConfiguration),
  };
  return (dryRun) => endUserMessagingPublisher(settings, resources, client, dryRun);
}
