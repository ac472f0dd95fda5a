import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Refusal } from './refusal';

/** Logto's requests are below 1 KiB; this leaves room for the context of newer releases. */
export const MAX_BODY_BYTES = 8 * 1_024;

/**
 * The bytes of an event's body, which API Gateway hands over as text or as base64, as it likes.
 *
 * @throws Refusal `too-large` over 8 KiB
 */
export function bodyOf({
  body = '',
  isBase64Encoded,
}: Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'>): Buffer {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) throw new Refusal('too-large');
  return bytes;
}
