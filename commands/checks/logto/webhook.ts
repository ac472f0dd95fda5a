import { VERIFICATION_EVENTS } from '../../../contract/logto-events';
import { signingKeyStore } from '../../aws/signing-key';
import { eventsOf } from '../../aws/stack-events';
import type { Line } from '../../cli/print';
import { missingEvents, ourWebhooks } from '../../logto/our-webhooks';
import type { Webhook } from '../../logto/webhooks';
import type { Check } from '../check';
import type { ConnectedContext } from './logto-context';

/** So large a share of lost events changes nothing that people notice: a lost one leaves one code unused. */
const FEW_FAILURES = 0.01;
const CONNECT = 'To set it right: npm run connect -- --logto <address> … (docs/commands.md, "connect")';

/** Checks whether Logto tells this stack who has used a code. */
export const webhook: Check<ConnectedContext> = {
  name: 'logto-webhook',
  about: "Logto's webhook",
  actions: ['secretsmanager:GetSecretValue'],
  async run({ sdk, stack, webhooks }) {
    const { ours, secretArn } = eventsOf(stack);
    const [first, ...more] = await ourWebhooks(webhooks, ours, true);
    if (secretArn === undefined) return first && leftOver(first);
    if (!first || first.url !== ours.url)
      return wrong('Logto has no webhook for this stack, so the stack does not learn which codes are used.');
    if (more.length > 0)
      return wrong(
        `Logto has ${more.length + 1} webhooks for this stack, so some events are refused, or go to a URL that is gone.`,
      );
    if (!first.enabled)
      return wrong("Logto's webhook is not enabled, so the stack does not learn which codes are used.");
    const missing = missingEvents(first, VERIFICATION_EVENTS);
    if (missing.length > 0)
      return wrong(`Logto's webhook lacks events: ${missing.join(', ')}. Their codes count as unused.`);
    const key = await signingKeyStore(sdk, secretArn).read();
    if (key === undefined) return wrong("The stack has no signing key of Logto's webhook, so each event is refused.");
    if (key !== first.signingKey) {
      return wrong("Logto's webhook signs with another key than the stack has, so its events are refused.");
    }
    return executionsOf(first);
  },
};

function wrong(text: string): Line {
  return { state: 'warn', text, next: CONNECT };
}

function leftOver({ url }: Webhook): Line {
  return {
    state: 'warn',
    text: `Logto has a webhook that posts the profile of each person who signs in to ${url}. This stack takes no events any more: verifiedShare is off.`,
    next: "Delete it: Webhooks in Logto's console. npm run connect does it too.",
  };
}

function executionsOf({ executions = { requests: 0, successes: 0 } }: Webhook): Line {
  const { requests, successes } = executions;
  const text = "Logto's webhook is enabled, with the signing key of the stack";
  if (requests === 0) return { state: 'ok', text: `${text}. It has posted nothing in the last day.` };
  const failures = requests - successes;
  if (failures <= FEW_FAILURES * requests) {
    return { state: 'ok', text: `${text}. Of ${requests} events in the last day ${failures} failed.` };
  }
  return {
    state: 'warn',
    text: `Of ${requests} events that Logto posted in the last day ${failures} failed. Their codes count as unused.`,
    next: 'Logto\'s console has the answer to each: Webhooks → the webhook → Recent requests. See docs/runbook.md, "FeedDead".',
  };
}
