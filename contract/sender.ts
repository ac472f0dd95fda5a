/** Countries where SNS rejects or ignores sender IDs ("Supported Regions and countries", SNS developer guide). */
export const NO_SENDER_ID: ReadonlySet<string> = new Set(['US', 'CA', 'CN']);
