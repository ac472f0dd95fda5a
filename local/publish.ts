import { randomUUID } from 'node:crypto';
import { MAX_TEXT_LENGTH } from '../contract/sms-text';
import type { Publish } from '../lambda/send';

/** An SNS that sends nothing, and refuses the texts that the real one refuses. */
export const localSns: Publish = async ({ text }) => {
  if (text === '' || text.length > MAX_TEXT_LENGTH) throw snsError('InvalidParameterException', 400);
  return randomUUID();
};

/** An error as the SDK throws it. */
export function snsError(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error('As the real service would answer'), { name, $metadata: { httpStatusCode } });
}
