import type { IncomingMessage } from 'node:http';
import { Refusal } from '../lambda/refusal';

/** Reads the body of a request. Throws the refusal `too-large` when it has more than `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // The request must stay open when the loop ends early, so that the refusal can be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > limit) throw new Refusal('too-large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
