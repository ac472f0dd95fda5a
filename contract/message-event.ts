/**
 * What became of an SMS that AWS End User Messaging had accepted: the types of its events, grouped by what an operator has
 * to do ("Event types for SMS, MMS, and voice", AWS End User Messaging SMS user guide). A test compares them, and those in
 * `NOT_FINAL`, with the enum of the SDK.
 */
export const EVENT_TYPES = {
  /** The phone or its carrier has it: which of the two events comes depends on the country. */
  Delivered: ['TEXT_DELIVERED', 'TEXT_SUCCESSFUL'],
  /** The carrier treats the SMS as spam, or blocks the sender. */
  CarrierBlock: ['TEXT_CARRIER_BLOCKED', 'TEXT_SPAM'],
  /** The phone, or its carrier on behalf of its owner, does not take the SMS. */
  OptedOut: ['TEXT_BLOCKED'],
  /** The protect configuration took the SMS for pumping. */
  ProtectBlock: ['TEXT_PROTECT_BLOCKED'],
  /** It could not be handed over while the code was worth anything. */
  Expired: ['TEXT_TTL_EXPIRED'],
  /** The number or the text is invalid. */
  Invalid: ['TEXT_INVALID', 'TEXT_INVALID_MESSAGE'],
  /** The phone is off or has no network, or the SMS was lost on the way. */
  Unreachable: ['TEXT_UNREACHABLE', 'TEXT_CARRIER_UNREACHABLE', 'TEXT_UNKNOWN'],
} as const;

/** A group of events that need the same action. */
export type EventFamily = keyof typeof EVENT_TYPES;

/** The type of an event that says what became of an SMS. */
export type EventType = (typeof EVENT_TYPES)[EventFamily][number];

/** The groups of SMS that did not arrive. */
export const FAILED_FAMILIES = (Object.keys(EVENT_TYPES) as EventFamily[]).filter((family) => family !== 'Delivered');

/** All of these types. */
export const FINAL_EVENT_TYPES: readonly EventType[] = Object.values(EVENT_TYPES).flat();

/** The types of events that say nothing yet about the end. CloudFormation does not take `TEXT_SENT`. */
export const NOT_FINAL = ['TEXT_PENDING', 'TEXT_QUEUED', 'TEXT_SENT'] as const;

/** Gives the group of an event; `undefined` for a type that is not known. */
export function familyOf(eventType: string): EventFamily | undefined {
  const families = Object.keys(EVENT_TYPES) as EventFamily[];
  return families.find((family) => EVENT_TYPES[family].some((type) => type === eventType));
}
