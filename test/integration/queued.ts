/** A request that was not sent at once, and the code that was in it. */
export interface QueuedRequest {
  readonly code: string;
  readonly response: Response;
}

/**
 * Requests one code after another for one number until one is not sent at once: the second one, unless requests take a
 * second each.
 *
 * @param name what the codes begin with: letters, which no random number and no time of day holds by chance
 * @param request sends a request with this code
 */
export async function firstQueued(name: string, request: (code: string) => Promise<Response>): Promise<QueuedRequest> {
  for (const code of codes(name, 4)) {
    const response = await request(code);
    if (response.status !== 200) return { code, response };
  }
  const code = `${name}5`;
  return { code, response: await request(code) };
}

/** `Name1`, `Name2` and so on: no code of Logto's. */
export function codes(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}${index + 1}`);
}
