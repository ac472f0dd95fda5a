import type { Webhook, WebhookClient } from './webhooks';

/**
 * The webhooks that post to this URL, the oldest first. There should be one. Two runs at the same time may create two,
 * and then both keep the same one.
 */
export async function ourWebhooks(webhooks: WebhookClient, url: string, withExecutions = false): Promise<Webhook[]> {
  const found = (await webhooks.list(withExecutions)).filter((webhook) => webhook.url === url);
  return found.sort((one, other) => one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1));
}

/** The events that a webhook lacks, of those that are wanted, by Logto's names. */
export function missingEvents({ events }: Pick<Webhook, 'events'>, wanted: readonly string[]): string[] {
  return wanted.filter((event) => !events.includes(event));
}
