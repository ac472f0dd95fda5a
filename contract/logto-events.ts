/**
 * The path to which Logto posts its events (webhooks): on an API of its own, or on the local server. The host is in the
 * output `OUTPUTS.eventsUrl`.
 */
export const EVENTS_PATH = '/logto-events';

/**
 * The header with the signature of a body: HMAC-SHA-256 with the webhook's signing key, in hexadecimal
 * (`sendWebhookRequest` in logto-io/logto, packages/core/src/libraries/hook/utils.ts).
 */
export const SIGNATURE_HEADER = 'logto-signature-sha-256';

/** The largest event that is read, in bytes. Its body has the person's profile, which has no bound. */
export const MAX_EVENT_BYTES = 256 * 1_024;

/**
 * The events after which a code was used: Logto fires them when a person has completed an interaction
 * (`InteractionHookEvent` in logto-io/logto, packages/schemas/src/foundations/jsonb-types/hooks.ts). The webhook needs
 * these. Any other event is taken as a sign of life.
 */
export const VERIFICATION_EVENTS = ['PostRegister', 'PostSignIn', 'PostResetPassword'] as const;
