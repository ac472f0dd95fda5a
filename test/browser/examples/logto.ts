import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

/** What the page sends. */
interface Question {
  readonly phone: string;
  readonly code?: string;
  readonly redirectUri?: string;
}

const PAGE = readFileSync(join(__dirname, 'sign-in.html'));

/** A sign-in as Logto's connector sent it. */
const RECORDED = (
  JSON.parse(readFileSync(join(__dirname, '..', '..', 'fixtures', 'logto-requests.json'), 'utf8')) as { body: string }[]
)
  .map(({ body }) => JSON.parse(body))
  .find(({ type, payload }) => type === 'SignIn' && payload.locale === 'en');

/**
 * A server that signs people in as Logto does by SMS: on an origin of its own, with a page that behaves like Logto's, and
 * with codes that go to the endpoint of its HTTP SMS connector. No number has an account.
 *
 * @param connector what an operator typed into Logto's console
 */
export function logto(connector: { readonly endpoint: string; readonly authorization: string }): Server {
  const codes = new Map<string, string>();
  const verified = new Set<string>();
  const answers: Readonly<Record<string, (question: Question) => Promise<object>>> = {
    async '/api/verification-code'({ phone }) {
      const code = String(randomInt(1_000_000)).padStart(6, '0');
      const response = await fetch(connector.endpoint, {
        method: 'POST',
        headers: { authorization: connector.authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ ...RECORDED, to: phone, payload: { ...RECORDED.payload, code } }),
      });
      if (!response.ok) throw new Error(`Error occurred in connector: ${await response.text()}`);
      codes.set(phone, code);
      return {};
    },
    async '/api/verify'({ phone, code }) {
      if (code === undefined || codes.get(phone) !== code) throw new Error('Invalid verification code.');
      codes.delete(phone);
      verified.add(phone);
      return {};
    },
    async '/api/register'({ phone, redirectUri }) {
      if (!verified.delete(phone)) throw new Error('Verification required.');
      return { redirectTo: `${redirectUri}?code=authorization-code` };
    },
  };
  return createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
    const answer = answers[pathname];
    if (answer !== undefined) {
      const [status, body] = await answer(await question(request)).then(
        (body) => [200, body] as const,
        (error: Error) => [400, { message: error.message }] as const,
      );
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    } else if (pathname === '/oidc/auth') {
      response.writeHead(303, { location: `/sign-in${search}` }).end();
    } else if (pathname === '/sign-in') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
    } else {
      response.writeHead(404).end();
    }
  });
}

async function question(request: IncomingMessage): Promise<Question> {
  return (await json(request)) as Question;
}
