import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Refusal } from './refusal';

/** The largest body that is read. Logto's requests are below 1 KiB; newer releases may add to them. */
export const MAX_BODY_BYTES = 8 * 1_024;

/**
 * Gives the bytes of an event's body. API Gateway passes a body as text or as base64.
 *
 * @throws Refusal `too-large` above 8 KiB
 */
export function bodyOf({
  body = '',
  isBase64Encoded,
}: Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'>): Buffer {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) throw new Refusal('too-large');
  return bytes;
}
