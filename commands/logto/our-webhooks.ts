import type { Webhook, WebhookClient } from './webhooks';

/** How the webhooks of a stack are recognized. */
export interface OurWebhook {
  /** The name that `connect` gives to a new one. It is another one for each stack. */
  readonly name: string;
  /** Where the stack takes events; `undefined` with `verifiedShare` off, since that URL is gone. */
  readonly url: string | undefined;
}

/**
 * The webhooks that post to the stack's URL, the oldest first. If it takes no events, those that `connect` left behind.
 * There should be one. Two runs at the same time may create two, and then both keep the same one.
 */
export async function ourWebhooks(
  webhooks: WebhookClient,
  { name, url }: OurWebhook,
  withExecutions = false,
): Promise<Webhook[]> {
  const isOurs = (webhook: Webhook) => (url === undefined ? webhook.name === name : webhook.url === url);
  const found = (await webhooks.list(withExecutions)).filter(isOurs);
  return found.sort((one, other) => one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1));
}

/** The events that a webhook lacks, of those that are wanted, by Logto's names. */
export function missingEvents({ events }: Pick<Webhook, 'events'>, wanted: readonly string[]): string[] {
  return wanted.filter((event) => !events.includes(event));
}
