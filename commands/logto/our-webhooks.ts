import type { Webhook, WebhookClient } from './webhooks';

/** How the webhooks of a stack are recognized. */
export interface OurWebhook {
  /** The name that `connect` gives to a new one. It is another one for each stack. */
  readonly name: string;
  /** Where the stack takes events; `undefined` with `verifiedShare` off, since that URL is gone. */
  readonly url: string | undefined;
}

/**
 * The webhooks that post to the stack's URL, the oldest first, and after them those that `connect` made for another one:
 * the URL is gone when `verifiedShare` is switched off, and a new one when it is on again. There should be one that posts
 * to the stack, and no other. Two runs at the same time may create two, and then both keep the same one.
 */
export async function ourWebhooks(
  webhooks: WebhookClient,
  { name, url }: OurWebhook,
  withExecutions = false,
): Promise<Webhook[]> {
  const found = (await webhooks.list(withExecutions)).filter((each) => each.url === url || each.name === name);
  const isElsewhere = (webhook: Webhook) => Number(webhook.url !== url);
  return found.sort(
    (one, other) =>
      isElsewhere(one) - isElsewhere(other) || one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1),
  );
}

/** The events that a webhook lacks, of those that are wanted, by Logto's names. */
export function missingEvents({ events }: Pick<Webhook, 'events'>, wanted: readonly string[]): string[] {
  return wanted.filter((event) => !events.includes(event));
}
