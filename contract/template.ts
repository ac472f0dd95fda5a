import type { MessageType } from './message-type';
import type { RefusalReason } from './refusal-reason';

/** The contents of `templates/<locale>.json`: everything that people read in that language. */
export interface Template {
  /**
   * The text of the SMS without the do-not-share sentence. It contains `{{code}}` or `{{link}}`, and `{{brand}}`. A
   * brand may have any language and gender, so no ending and no article may depend on it.
   */
  readonly messages: Readonly<Record<MessageType, string>>;
  /** The sentence after every message with a code, which asks people not to share it. */
  readonly doNotShare: string;
  /** What the sign-in page shows when no SMS was sent: a kind sentence that reveals nothing about the system. */
  readonly refusals: Readonly<Record<RefusalReason, string>>;
}
