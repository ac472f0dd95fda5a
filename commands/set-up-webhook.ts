import { VERIFICATION_EVENTS } from '../contract/logto-events';
import { KNOWN_EVERYWHERE_MS } from './aws/await-token';
import { statingOnError } from './aws/aws-fault';
import type { SigningKeyStore } from './aws/signing-key';
import { CommandError } from './cli/command-error';
import type { Output } from './cli/output';
import { CONNECT_ACTIONS } from './connect-dependencies';
import { missingEvents, type OurWebhook, ourWebhooks } from './logto/our-webhooks';
import type { TestResult, Webhook, WebhookClient } from './logto/webhooks';

/** What setting up a webhook needs. */
export interface WebhookDependencies {
  readonly webhooks: WebhookClient;
  readonly store: SigningKeyStore;
  readonly output: Output;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

const RETRY_MS = 1_000;
const GIVE_UP_AFTER_MS = 30_000;
/** Answers that may be others a second later: an instance that does not know the key yet, or a full throttle. */
const MAY_PASS = [401, 429, 503];

/**
 * Makes one webhook of Logto the one that tells this stack who has used a code: stores its signing key, lets Logto post a
 * test event, enables it, and removes the other webhooks of the stack. What is right already is not changed. Until the
 * webhook is enabled, nothing is posted but the test event, so no person's event is refused.
 *
 * @param others the other webhooks of the stack (`ourWebhooks`). They go last, so that no event is lost
 * @returns whether something was changed
 * @throws CommandError that says in which state Logto is. The next run continues
 */
export async function setUpWebhook(
  ours: OurWebhook,
  webhook: Webhook,
  others: readonly Webhook[],
  { webhooks, store, output, now, sleep }: WebhookDependencies,
): Promise<{ changed: boolean }> {
  const { id, url, signingKey, enabled } = webhook;
  const before = others.some((other) => other.enabled)
    ? ' The one before is still enabled, and the stack accepts its signing key for a day.'
    : '';
  const state = `Logto has the webhook, and it is ${enabled ? 'enabled' : 'not enabled yet'}.${before} The next run continues.`;
  const stating = <T>(step: Promise<T>) => statingOnError(state, CONNECT_ACTIONS, step);

  const isStored = (await stating(output.during('Asking AWS', store.read()))) === signingKey;
  if (!isStored) {
    await stating(output.during('Storing the signing key', store.store(signingKey)));
    output.say({ state: 'ok', text: "The signing key of Logto's webhook is stored in the stack." });
    await output.during('Waiting until every instance knows the signing key', sleep(KNOWN_EVERYWHERE_MS));
  }
  await stating(output.during('Logto posts a test event', acceptsTest(webhook, { webhooks, now, sleep })));
  output.say({ state: 'ok', text: 'Logto posted a test event, and the stack accepted its signature.' });

  const missing = missingEvents(webhook, VERIFICATION_EVENTS);
  if (!enabled || missing.length > 0) {
    const change = webhooks.update(id, { enabled: true, events: [...webhook.events, ...missing] });
    await stating(output.during('Enabling the webhook', change));
  }
  for (const other of others) await stating(output.during('Removing another webhook', webhooks.remove(other.id)));
  if (others.length > 0) {
    output.say({
      state: 'ok',
      text: `Other webhooks of Logto for this stack were removed: ${others.length}.`,
    });
  }
  if (isStored && enabled && missing.length === 0 && others.length === 0) {
    output.say({ state: 'ok', text: "Logto's webhook is as it should be. Nothing was changed." });
    return { changed: false };
  }
  const [after, ...more] = await stating(output.during('Reading the webhook back', ourWebhooks(webhooks, ours)));
  if (
    after?.id !== id ||
    !after.enabled ||
    after.signingKey !== signingKey ||
    missingEvents(after, VERIFICATION_EVENTS).length + more.length
  ) {
    throw new CommandError(
      'Logto accepted the changes, but its webhook is not as it was set.',
      "Somebody else may be changing it. Look at it in Logto's console (Webhooks), then run this again.",
    );
  }
  output.say({ state: 'ok', text: `Logto now posts to ${url} who has signed in, registered or reset a password.` });
  return { changed: true };
}

/** Throws a CommandError unless the stack accepts a test event of Logto. */
async function acceptsTest(
  { id, url }: Webhook,
  { webhooks, now, sleep }: Pick<WebhookDependencies, 'webhooks' | 'now' | 'sleep'>,
): Promise<void> {
  const startedAt = now();
  for (;;) {
    // One event is enough: all of them go the same way.
    const result = await webhooks.test(id, { url, events: ['PostSignIn'] });
    if (result === 'ok') return;
    const mayPass = 'status' in result && MAY_PASS.includes(result.status);
    if (!mayPass || now() - startedAt >= GIVE_UP_AFTER_MS) throw testFailed(result, url);
    await sleep(RETRY_MS);
  }
}

function testFailed(result: Exclude<TestResult, 'ok'>, url: string): CommandError {
  if ('unreachable' in result) {
    return new CommandError(
      `Logto could not post a test event to ${url}: ${result.unreachable}`,
      'If you host Logto yourself, let it reach that address, then run this again.',
    );
  }
  return new CommandError(
    `Logto posted a test event to ${url}, which was answered ${result.status}${meaningOf(result.status)}.`,
    'npm run doctor checks the stack. Then run this again.',
  );
}

function meaningOf(status: number): string {
  if (status === 401) return ': the function does not accept the signature';
  if (status === 404) return ': the stack does not take events there';
  return status === 503 ? ': the function could not read its secret or its table' : '';
}
