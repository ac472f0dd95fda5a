/** The description of the stack. The commands recognize the stack by it. */
export const STACK_DESCRIPTION = "Sends Logto's one-time codes as SMS through Amazon SNS";

/** The names of the stack's outputs. */
export const OUTPUTS = {
  /** The URL for Logto's field "Endpoint". */
  endpointUrl: 'EndpointUrl',
  /** An AWS CLI command that prints the token. */
  tokenCommand: 'TokenCommand',
  /** The configured `sendsPerSecond`, as text. */
  sendsPerSecond: 'SendsPerSecond',
  /** The ARN of the SNS topic for alarms. */
  alarmTopicArn: 'AlarmTopicArn',
  /** Missing when the dashboard is off in the configuration. */
  dashboardUrl: 'DashboardUrl',
  /** Missing with `verifiedShare` off. */
  eventsUrl: 'EventsUrl',
} as const;

/** What the outputs are for. The commands recognize an endpoint in any stack by that of its URL. */
export const OUTPUT_DESCRIPTIONS: Readonly<Record<keyof typeof OUTPUTS, string>> = {
  endpointUrl: 'The value for the field "Endpoint" of the HTTP SMS connector in Logto',
  tokenCommand: 'Prints the token for the field "Authorization Header" of the HTTP SMS connector in Logto',
  sendsPerSecond:
    'The most SMS per second that this stack sends. All stacks of a Region share one quota: see "npm run doctor"',
  alarmTopicArn: 'The SNS topic that gets the alarms',
  dashboardUrl: 'Shows whether codes arrive, who is refused and what it costs',
  eventsUrl: 'The value for the field "Endpoint URL" of a webhook in Logto: it tells which codes were used',
};

/**
 * The ids of the constructs whose resources the commands look for: each logical id begins with the ids on its path. Do
 * not change an id: that would replace the resource.
 */
export const CONSTRUCT_IDS = {
  token: 'Token',
  previousConnector: 'PreviousConnector',
  abuseGuard: 'AbuseGuard',
  sender: 'Sender',
  /** The overflow queue with its consumer. */
  overflow: 'Overflow',
  /** In `overflow`. */
  queue: 'Queue',
  /** In `overflow`. */
  deadLetters: 'DeadLetters',
  alarms: 'Alarms',
  /** The function that takes Logto's events, with the signing key. With `verifiedShare` only. */
  logtoEvents: 'LogtoEvents',
  /** The function. In `logtoEvents`. */
  eventsFunction: 'Function',
  /** The secret with the signing key. In `logtoEvents`. */
  signingKey: 'SigningKey',
  /** With AWS End User Messaging only. */
  endUserMessaging: 'EndUserMessaging',
  /** The configuration set with its log. In `endUserMessaging`. */
  messageLog: 'Log',
  /** The log group with the events of the messages. In `messageLog`. */
  messageEvents: 'Events',
} as const;

/** How many instances of the consumer run at most: the least that Lambda allows. */
export const CONSUMERS = 2;
