import { VERIFICATION_EVENTS } from '../contract/logto-events';

/** What is taken from the body of an event. Nothing else of it is kept. */
export interface LogtoEvent {
  /** Logto's name of the event, if it says that a code may have been used; otherwise `other`. */
  readonly name: (typeof VERIFICATION_EVENTS)[number] | 'other';
  /** When Logto made the event, in epoch milliseconds. */
  readonly at: number;
  /** The phone number of the person, as digits; `undefined` when there is none. */
  readonly phone: string | undefined;
}

/**
 * Reads the body of an event (`InteractionHookEventPayload` in logto-io/logto, packages/schemas/src/types/hook.ts).
 *
 * @returns `undefined` unless it is JSON with the name and the time of an event
 */
export function readEvent(body: Uint8Array): LogtoEvent | undefined {
  const { event, createdAt, user } = fieldsOf(jsonOf(body));
  const at = typeof createdAt === 'string' ? Date.parse(createdAt) : Number.NaN;
  if (typeof event !== 'string' || Number.isNaN(at)) return undefined;
  const name = VERIFICATION_EVENTS.find((each) => each === event) ?? 'other';
  const { primaryPhone } = fieldsOf(user);
  return { name, at, phone: typeof primaryPhone === 'string' ? primaryPhone : undefined };
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    // Its message would repeat a part of the body.
    return undefined;
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
