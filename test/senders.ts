/** The two APIs that can send, for tests of what must be the same with both. */
export const SENDERS = [
  {
    name: 'SNS',
    /** The keys of the configuration that choose it. */
    config: {},
    /** The name of its call. */
    call: 'Publish',
    /** How it refuses a message in the mood `refuses`. */
    refusal: 'sns-refused',
  },
  {
    name: 'End User Messaging',
    config: { sender: { api: 'end-user-messaging', identity: 'pool-0123' } },
    call: 'SendTextMessage',
    refusal: 'send-refused',
  },
] as const;
