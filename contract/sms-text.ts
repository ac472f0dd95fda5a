/** The longest text that SNS accepts, in characters ("Quotas", Amazon SNS developer guide). */
export const MAX_TEXT_LENGTH = 1_600;

/** A character that SQS accepts in no message ("SendMessage", Amazon SQS API reference; XML 1.0, section 2.2). */
export const NOT_IN_A_QUEUE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
