/** By which the commands tell stacks of this kind from others. */
export const STACK_DESCRIPTION = "Sends Logto's one-time codes as SMS through Amazon SNS";
