/** The host of the AWS console, by partition ("AWS GovCloud (US)" and "Amazon Web Services in China" user guides). */
export const CONSOLE_HOSTS = {
  aws: 'console.aws.amazon.com',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-cn': 'console.amazonaws.cn',
} as const;

/** The part of a console link behind the host: a service's page in a Region. @param page from `#` on */
export function consolePath(service: string, region: string, page: string): string {
  return `/${service}/home?region=${region}${page}`;
}
