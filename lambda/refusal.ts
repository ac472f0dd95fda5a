import { REFUSAL_STATUS, type RefusalReason } from '../contract/refusal-reason';

/** What is known about a refusal besides its reason. */
export interface RefusalDetails {
  /** When to try again, for the header `Retry-After`. @default no such header */
  readonly retryAfterSeconds?: number;
  /** The error behind it. Only its name and location are logged: its message may contain a number. @default none */
  readonly cause?: unknown;
  /** The names of the keys that came, from `keyNamesOf`. @default the request was not read, or has what we need */
  readonly keys?: readonly string[];
}

/** Why a request gets no SMS. The only error that a step of the request pipeline throws on purpose. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly keys: readonly string[] | undefined;

  constructor(
    readonly reason: RefusalReason,
    details: RefusalDetails = {},
  ) {
    super(reason, { cause: details.cause });
    this.status = REFUSAL_STATUS[reason];
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.keys = details.keys;
  }
}

/** Turns any error into a refusal. An unexpected one is our fault: `unavailable`. */
export function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal('unavailable', { cause: error });
}
