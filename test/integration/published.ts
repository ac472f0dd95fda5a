import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { eventually } from './eventually';

/** An SMS as SNS was given it. */
export interface PublishedSms {
  readonly PhoneNumber: string;
  readonly MessageId: string;
  readonly Message: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly StringValue: string }>>;
}

/** The SMS with this code that SNS was given, by the emulator's inbox. */
export async function publishedSms(code: string): Promise<PublishedSms | undefined> {
  const response = await fetch(`${process.env.AWS_ENDPOINT_URL}/_ministack/sns/sms-messages`);
  const { sms_messages } = (await response.json()) as { sms_messages: Record<string, PublishedSms[]> };
  return Object.values(sms_messages)
    .flat()
    .find(({ Message }) => Message.includes(code));
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

/** The function's own line about a request, by any of its keys; it comes some time after the answer. */
export function requestWith(logGroupName: string, key: string, value: string): Promise<Record<string, unknown>> {
  return eventually(async () => {
    const found = requestsOf(await linesOf(logGroupName)).find((request) => request[key] === value);
    if (!found) throw new Error(`No line of the function's log has this ${key}.`);
    return found;
  });
}
