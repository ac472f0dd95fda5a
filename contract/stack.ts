/** How the commands recognize a stack of this kind among the others of an account. */
export const STACK_DESCRIPTION = "Sends Logto's one-time codes as SMS through Amazon SNS";

/** The stack's outputs, by what they hold. */
export const OUTPUTS = {
  /** What goes into Logto's field "Endpoint". */
  endpointUrl: 'EndpointUrl',
  /** A command of the aws CLI that prints the token. */
  tokenCommand: 'TokenCommand',
  /** The configured `sendsPerSecond`, as text. */
  sendsPerSecond: 'SendsPerSecond',
  alarmTopicArn: 'AlarmTopicArn',
  /** Missing when the configuration switches the dashboard off. */
  dashboardUrl: 'DashboardUrl',
} as const;

/**
 * The ids of the stack's constructs that commands look for: each logical id begins with the ids on its path. A changed
 * id would replace the resource.
 */
export const CONSTRUCT_IDS = {
  token: 'Token',
  abuseGuard: 'AbuseGuard',
  sender: 'Sender',
  overflow: 'Overflow',
  /** In `overflow`. */
  queue: 'Queue',
  /** In `overflow`. */
  deadLetters: 'DeadLetters',
  alarms: 'Alarms',
} as const;
