import type { Deployed } from './aws/deployed';
import { eventsOf } from './aws/stack-events';
import type { Line } from './cli/print';
import { ourWebhooks } from './logto/our-webhooks';
import type { WebhookClient } from './logto/webhooks';

/** A Logto that was asked. */
interface AskedLogto {
  readonly address: string;
  readonly webhooks: WebhookClient;
}

/**
 * Says, before a stack is removed, whether Logto goes on posting profiles to its URL.
 *
 * @param logto `undefined` when no Logto was named
 * @returns `undefined` when there is no such webhook, or the stack takes no events and nobody can be asked
 * @throws CommandError when Logto cannot be asked
 */
export async function webhookLine(stack: Deployed, logto: AskedLogto | undefined): Promise<Line | undefined> {
  const { ours, secretArn } = eventsOf(stack);
  if (logto) {
    const [webhook] = await ourWebhooks(logto.webhooks, ours);
    if (!webhook) return undefined;
    return {
      state: 'warn',
      text: `Logto at ${logto.address} has a webhook that goes on posting the profile of each person who signs in to ${webhook.url}, also once the stack is removed.`,
      next: "Delete it first: Webhooks in Logto's console. connect --undo does it, too, when it puts a connector back.",
    };
  }
  if (secretArn === undefined) return undefined;
  return {
    state: 'warn',
    text: `If Logto has a webhook to ${ours.url}, it goes on posting the profile of each person who signs in to that address.`,
    next: "Delete it first: Webhooks in Logto's console.",
  };
}
