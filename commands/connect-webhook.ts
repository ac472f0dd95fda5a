import { VERIFICATION_EVENTS } from '../contract/logto-events';
import { statingOnError } from './aws/aws-fault';
import { CommandError } from './cli/command-error';
import { CONNECT_ACTIONS } from './connect-dependencies';
import { ourWebhooks } from './logto/our-webhooks';
import type { Webhook, WebhookClient } from './logto/webhooks';
import { setUpWebhook, type WebhookDependencies } from './set-up-webhook';

/** The name of the webhook in Logto's console. */
const NAME = 'Used codes, for the limits of SMS';

/**
 * Makes Logto tell the stack who has used a code. It creates a webhook that is not enabled, unless Logto has one with this
 * URL; stores its signing key; lets Logto post a test event; and enables it. It may be run again at any time: it finds the
 * webhook by its URL, and continues.
 *
 * @param url where the stack takes events
 * @returns whether something was changed
 * @throws CommandError with the next step when it cannot continue; it says in which state Logto is
 */
export async function connectWebhook(url: string, dependencies: WebhookDependencies): Promise<{ changed: boolean }> {
  const { webhooks, output } = dependencies;
  const stating = <T>(step: Promise<T>) =>
    statingOnError('The SMS connector is as said above. The webhook is not set up yet.', CONNECT_ACTIONS, step);
  const found = await stating(output.during('Asking Logto for its webhooks', ourWebhooks(webhooks, url)));
  const [webhook, ...others] =
    found.length > 0 ? found : await stating(output.during('Creating the webhook', createWebhook(url, webhooks)));
  if (!webhook) throw missing();
  return setUpWebhook(webhook, others, dependencies);
}

/**
 * Creates a webhook that is not enabled.
 *
 * @returns all that post to the URL now, the oldest first
 */
export async function createWebhook(url: string, webhooks: WebhookClient): Promise<Webhook[]> {
  await webhooks.create(NAME, { url, events: VERIFICATION_EVENTS });
  return ourWebhooks(webhooks, url);
}

/**
 * Removes every webhook that posts to this URL.
 *
 * @param then what follows from it, as a sentence
 * @returns whether there was one
 * @throws CommandError when Logto does not do it
 */
export async function removeWebhook(
  url: string,
  then: string,
  { webhooks, output }: Pick<WebhookDependencies, 'webhooks' | 'output'>,
): Promise<{ changed: boolean }> {
  const stating = <T>(step: Promise<T>) =>
    statingOnError('The SMS connector is as said above. The webhook may still be there.', CONNECT_ACTIONS, step);
  const found = await stating(output.during('Asking Logto for its webhooks', ourWebhooks(webhooks, url)));
  for (const { id } of found) await stating(output.during('Removing the webhook', webhooks.remove(id)));
  if (found.length > 0) output.say({ state: 'ok', text: `Logto's webhook to ${url} was removed. ${then}` });
  return { changed: found.length > 0 };
}

function missing(): CommandError {
  return new CommandError(
    'Logto accepted a new webhook, but does not list it.',
    "Somebody else may have removed it. Look at Logto's console (Webhooks), then run this again.",
  );
}
