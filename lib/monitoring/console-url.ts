import { Aws, CfnMapping, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CONSOLE_HOSTS, consolePath } from '../../contract/console';

/**
 * The link to a page of the AWS console in the stack's Region, right in every partition.
 *
 * @param service as in the console's own links, such as `cloudwatch`
 * @param page from `#` on
 */
export function consoleUrl(scope: Construct, service: string, page: string): string {
  const hosts = Object.entries(CONSOLE_HOSTS).map(([partition, host]) => [partition, { host }]);
  const mapping = new CfnMapping(scope, 'Console', { lazy: true, mapping: Object.fromEntries(hosts) });
  const host = mapping.findInMap(Stack.of(scope).partition, 'host');
  return `https://${host}${consolePath(service, Aws.REGION, page)}`;
}
