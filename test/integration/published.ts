import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { eventually } from './eventually';

/** An SMS as SNS received it. */
export interface PublishedSms {
  readonly PhoneNumber: string;
  readonly MessageId: string;
  readonly Message: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly StringValue: string }>>;
}

/** The SMS to this number with this code that SNS received, oldest first, from the emulator's own inbox. */
export async function publishedSms(to: string, code: string): Promise<readonly PublishedSms[]> {
  const response = await fetch(`${process.env.AWS_ENDPOINT_URL}/_ministack/sns/sms-messages`);
  const { sms_messages } = (await response.json()) as { sms_messages: Record<string, PublishedSms[]> };
  return Object.values(sms_messages)
    .flat()
    .filter(({ PhoneNumber, Message }) => PhoneNumber === `+${to}` && Message.includes(code));
}

/** The lines of a log group. */
export async function linesOf(logGroupName: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { events } of paginateFilterLogEvents({ client: new CloudWatchLogsClient() }, { logGroupName })) {
    lines.push(...(events ?? []).map(({ message = '' }) => message.trimEnd()));
  }
  return lines;
}

/** Those of a log group's lines that a function wrote about requests. */
export function requestsOf(lines: readonly string[]): readonly Record<string, unknown>[] {
  return lines.filter((line) => line.includes('"outcome"')).map((line) => JSON.parse(line));
}

/**
 * A function's line about a request, found by some of its keys and values. The line comes some time after the answer.
 *
 * @param logGroupNames the groups to look in
 * @throws when no line shows up in time
 */
export function requestWith(
  logGroupNames: readonly string[],
  keys: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  return eventually(async () => {
    const lines = (await Promise.all(logGroupNames.map(linesOf))).flat();
    const found = requestsOf(lines).find((request) =>
      Object.entries(keys).every(([key, value]) => request[key] === value),
    );
    if (!found) throw new Error(`No line of the functions' logs has this ${Object.keys(keys).join(' and ')}.`);
    return found;
  });
}
