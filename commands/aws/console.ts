import { CONSOLE_HOSTS, consolePath } from '../../contract/console';

/**
 * The link to a page of the AWS console, in the partition of the Region.
 *
 * @param service as in the console's own links, such as `sms-voice`
 * @param page from `#` on
 */
export function consoleUrl(region: string, service: string, page: string): string {
  return `https://${CONSOLE_HOSTS[partitionOf(region)]}${consolePath(service, region, page)}`;
}

function partitionOf(region: string): keyof typeof CONSOLE_HOSTS {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}
