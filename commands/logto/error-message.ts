/**
 * The sentence in an answer of Logto to a failed call; its status when there is none. Logto puts the endpoint's answer as
 * JSON behind words of its own, and API Gateway's answers are JSON as well: `Error occurred in connector: {"message":"…"}`.
 */
export async function messageOf(response: Response): Promise<string> {
  const answer = await jsonOf(response);
  const message = isObject(answer) ? answer.message : undefined;
  return typeof message === 'string' ? sentenceIn(message) : `status ${response.status}`;
}

/**
 * The code of Logto's own in an answer to a failed call, such as `connector.general`; the status when there is none. For
 * calls with the keys of a connector: a vendor's words may quote a key, in any spelling.
 */
export async function codeOf(response: Response): Promise<string> {
  const answer = await jsonOf(response);
  const code = isObject(answer) ? answer.code : undefined;
  return typeof code === 'string' && /^[a-z_]+(\.[a-z_]+)+$/.test(code) ? code : `status ${response.status}`;
}

/** What an answer says in JSON; `undefined` when it is none. */
export async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  return isJson(response) ? parse(text) : undefined;
}

/** Whether an answer says that it is JSON. */
export function isJson(response: Response): boolean {
  return response.headers.get('content-type')?.includes('json') === true;
}

/** Whether it is an object, of which each key can be read. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Where a vendor's API has its sentence, the likeliest first. */
const KEYS = ['message', 'errorDescription', 'error_description', 'detail', 'error'];

function sentenceIn(text: string): string {
  const end = text.lastIndexOf('}') + 1;
  for (let start = text.indexOf('{'); start !== -1; start = text.indexOf('{', start + 1)) {
    const sentence = sentenceOf(parse(text.slice(start, end)));
    if (sentence) return sentence;
  }
  return text.replace(/\s+/g, ' ').trim();
}

function sentenceOf(value: unknown): string | undefined {
  if (typeof value === 'string') return sentenceIn(value);
  if (!isObject(value)) return undefined;
  return KEYS.map((key) => sentenceOf(value[key])).find(Boolean);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
