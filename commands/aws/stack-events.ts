import { OUTPUTS } from '../../contract/stack';
import { type Deployed, endpointOf, findPart } from './deployed';

/** Where a stack takes Logto's events. */
export interface EventsPart {
  /** What Logto's webhook is recognized by: `OurWebhook` in `commands/logto/our-webhooks.ts`. */
  readonly ours: { readonly name: string; readonly url: string | undefined };
  /** The secret with the signing key; `undefined` with `verifiedShare` off. */
  readonly secretArn: string | undefined;
}

/** Finds where a stack takes Logto's events. Throws a CommandError when the stack has no endpoint. */
export function eventsOf(stack: Deployed): EventsPart {
  return {
    ours: {
      // The endpoint's host stays when verifiedShare is switched off.
      name: `Used SMS codes, for ${new URL(endpointOf(stack)).host}`,
      url: stack.outputs[OUTPUTS.eventsUrl],
    },
    secretArn: findPart(stack, 'signingKey'),
  };
}
