import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { eventually } from './eventually';

/** An SMS as SNS was given it. */
export interface PublishedSms {
  readonly PhoneNumber: string;
  readonly MessageId: string;
  readonly Message: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly StringValue: string }>>;
}

/** The newest SMS to this number with this code that SNS was given, by the emulator's inbox. */
export async function publishedSms(to: string, code: string): Promise<PublishedSms | undefined> {
  const response = await fetch(`${process.env.AWS_ENDPOINT_URL}/_ministack/sns/sms-messages`);
  const { sms_messages } = (await response.json()) as { sms_messages: Record<string, PublishedSms[]> };
  return Object.values(sms_messages)
    .flat()
    .findLast(({ PhoneNumber, Message }) => PhoneNumber === `+${to}` && Message.includes(code));
}

/** What a log group holds, line by line. */
export async function linesOf(logGroupName: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { events } of paginateFilterLogEvents({ client: new CloudWatchLogsClient() }, { logGroupName })) {
    lines.push(...(events ?? []).map(({ message = '' }) => message.trimEnd()));
  }
  return lines;
}

/** The function's own lines about requests, of all that a log group holds. */
export function requestsOf(lines: readonly string[]): readonly Record<string, unknown>[] {
  return lines.filter((line) => line.includes('"outcome"')).map((line) => JSON.parse(line));
}

/** A function's own line about a request, of any of the log groups, by its keys; it comes some time after the answer. */
export function requestWith(
  logGroupNames: readonly string[],
  wanted: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  return eventually(async () => {
    const lines = (await Promise.all(logGroupNames.map(linesOf))).flat();
    const found = requestsOf(lines).find((request) =>
      Object.entries(wanted).every(([key, value]) => request[key] === value),
    );
    if (!found) throw new Error(`No line of the functions' logs has this ${Object.keys(wanted).join(' and ')}.`);
    return found;
  });
}
