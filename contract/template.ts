import type { MessageType } from './message-type';
import type { RefusalReason } from './refusal-reason';

/** What `templates/<locale>.json` holds: everything that a person who speaks that language may get to read. */
export interface Template {
  /**
   * What the SMS says, without the do-not-share sentence: `{{code}}` or `{{link}}`, and `{{brand}}`. A brand is a name
   * of any language and gender, so no ending and no article may hang on it.
   */
  readonly messages: Readonly<Record<MessageType, string>>;
  /** The sentence that follows every message that holds a code. */
  readonly doNotShare: string;
  /** What the sign-in page shows when no SMS was sent: kind, and nothing about the system. */
  readonly refusals: Readonly<Record<RefusalReason, string>>;
}
