import { VERIFICATION_EVENTS } from '../contract/logto-events';
import { OUTPUTS } from '../contract/stack';
import { statingOnError } from './aws/aws-fault';
import { CommandError } from './cli/command-error';
import { CONNECT_ACTIONS } from './connect-dependencies';
import { type OurWebhook, ourWebhooks } from './logto/our-webhooks';
import type { Webhook, WebhookClient } from './logto/webhooks';
import { setUpWebhook, type WebhookDependencies } from './set-up-webhook';

/**
 * Makes Logto tell the stack who has used a code. It creates a webhook that is not enabled, unless Logto has one with this
 * URL; stores its signing key; lets Logto post a test event; and enables it. It may be run again at any time: it finds the
 * webhook by its URL, and continues.
 *
 * @returns whether something was changed
 * @throws CommandError with the next step when it cannot continue; it says in which state Logto is
 */
export async function connectWebhook(
  ours: OurWebhook,
  dependencies: WebhookDependencies,
): Promise<{ changed: boolean }> {
  const { webhooks, output } = dependencies;
  const stating = <T>(step: Promise<T>) =>
    statingOnError('The SMS connector is as said above. The webhook is not set up yet.', CONNECT_ACTIONS, step);
  const found = await stating(output.during('Asking Logto for its webhooks', ourWebhooks(webhooks, ours)));
  const [webhook, ...others] =
    found[0] && found[0].url === ours.url
      ? found
      : await stating(output.during('Creating the webhook', createWebhook(ours, webhooks)));
  if (!webhook || webhook.url !== ours.url) throw missing();
  return setUpWebhook(ours, webhook, others, dependencies);
}

/**
 * Creates a webhook that is not enabled, for a stack that takes events.
 *
 * @returns all webhooks of the stack, as `ourWebhooks`
 * @throws CommandError when the stack takes none
 */
export async function createWebhook(ours: OurWebhook, webhooks: WebhookClient): Promise<Webhook[]> {
  if (ours.url === undefined) throw noUrl();
  await webhooks.create(ours.name, { url: ours.url, events: VERIFICATION_EVENTS });
  return ourWebhooks(webhooks, ours);
}

/**
 * Removes every webhook of the stack.
 *
 * @param then what follows from it, as a sentence
 * @returns whether there was one
 * @throws CommandError when Logto does not do it
 */
export async function removeWebhook(
  ours: OurWebhook,
  then: string,
  { webhooks, output }: Pick<WebhookDependencies, 'webhooks' | 'output'>,
): Promise<{ changed: boolean }> {
  const stating = <T>(step: Promise<T>) =>
    statingOnError('The SMS connector is as said above. The webhook may still be there.', CONNECT_ACTIONS, step);
  const found = await stating(output.during('Asking Logto for its webhooks', ourWebhooks(webhooks, ours)));
  for (const { id, url } of found) {
    await stating(output.during('Removing the webhook', webhooks.remove(id)));
    output.say({ state: 'ok', text: `Logto's webhook to ${url} was removed. ${then}` });
  }
  return { changed: found.length > 0 };
}

function noUrl(): CommandError {
  return new CommandError(
    `The stack has a signing key for Logto's webhook, but not the output ${OUTPUTS.eventsUrl}.`,
    'Deploy it again: npx cdk deploy',
  );
}

function missing(): CommandError {
  return new CommandError(
    'Logto accepted a new webhook, but does not list it.',
    "Somebody else may have removed it. Look at Logto's console (Webhooks), then run this again.",
  );
}
