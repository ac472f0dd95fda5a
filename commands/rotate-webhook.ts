import { KNOWN_EVERYWHERE_MS } from './aws/await-token';
import { statingOnError } from './aws/aws-fault';
import { CommandError } from './cli/command-error';
import { createWebhook } from './connect-webhook';
import { type OurWebhook, ourWebhooks } from './logto/our-webhooks';
import type { Webhook } from './logto/webhooks';
import { setUpWebhook, type WebhookDependencies } from './set-up-webhook';
import { ROTATE_TOKEN_ACTIONS } from './token-rotation';

/**
 * Gives Logto's webhook a new signing key, and ends the previous one. Logto makes the keys, and has no second one for a
 * webhook: from the moment it replaces a key until the stack has the new one, all events would be refused, and Logto posts
 * each event once. So a second webhook takes over: its key is stored before it is enabled, and the first one is removed
 * after that. In between, each event is posted twice, which changes nothing.
 *
 * An interrupted run is finished by the next one, which finds two webhooks and creates no third.
 *
 * @throws CommandError with the next step when it cannot continue; it says in which state Logto is
 */
export async function rotateWebhook(ours: OurWebhook, dependencies: WebhookDependencies): Promise<void> {
  const { webhooks, store, output, sleep } = dependencies;
  const unchanged = <T>(step: Promise<T>) => statingOnError('Nothing was changed.', ROTATE_TOKEN_ACTIONS, step);
  const isHere = ({ url }: Webhook) => url === ours.url;
  const listed = await unchanged(output.during('Asking Logto for its webhooks', ourWebhooks(webhooks, ours)));
  const found = listed.filter(isHere);
  if (found.length === 0) {
    throw new CommandError(
      'Logto has no webhook for this stack. Nothing was changed.',
      'To create one: npm run connect -- --logto <address> …',
    );
  }
  if (found.length > 1) {
    output.say({
      state: 'warn',
      text: 'Logto has a second webhook: an earlier run was interrupted. This run finishes it.',
    });
  }
  const all =
    found.length > 1
      ? listed
      : await statingOnError(
          'The first webhook was not changed. The next run continues.',
          ROTATE_TOKEN_ACTIONS,
          output.during('Creating a second webhook', createWebhook(ours, webhooks)),
        );
  const here = all.filter(isHere);
  const newest = here.at(-1);
  if (!newest || here.length === 1) {
    throw new CommandError('Logto accepted a second webhook, but does not list it.', 'Run this again.');
  }
  const others = all.filter((each) => each !== newest);
  await setUpWebhook(ours, newest, others, dependencies);
  // Events of the first webhook may still be under way.
  await output.during('Waiting for the last events with the previous signing key', sleep(KNOWN_EVERYWHERE_MS));
  await statingOnError(
    'Logto has the new signing key, but the stack still accepts the previous one, for a day at most.',
    ROTATE_TOKEN_ACTIONS,
    output.during('Ending the previous signing key', store.endPrevious()),
  );
  output.say({
    state: 'ok',
    text: 'The previous signing key ends within five minutes, when every instance has read the secret.',
  });
}
