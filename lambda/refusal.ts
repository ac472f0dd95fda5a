import { REFUSAL_STATUS, type RefusalReason } from '../contract/refusal-reason';

export interface RefusalDetails {
  /** When to try again; becomes the header `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** What went wrong underneath. Logged by its name and place only: an error's message may hold a number. */
  readonly cause?: unknown;
}

/** The only error that a station throws: why this request gets no SMS. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly reason: RefusalReason,
    details: RefusalDetails = {},
  ) {
    super(reason, { cause: details.cause });
    this.status = REFUSAL_STATUS[reason];
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** Any error as a refusal: what no station foresaw is a fault of ours, `unavailable`. */
export function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal('unavailable', { cause: error });
}
