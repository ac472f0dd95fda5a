import fc from 'fast-check';
import { LOCALES } from '../../contract/locale';
import { REFUSAL_STATUS, type RefusalReason } from '../../contract/refusal-reason';
import { anyText } from '../any-text';
import { GERMAN_MOBILE, type ReceivedResponse, RunningServer, US_MOBILE } from './running-server';

// A property sends a hundred requests, which takes seconds on a busy machine.
jest.setTimeout(30_000);

let server: RunningServer;
beforeAll(async () => {
  server = await RunningServer.start();
});
afterAll(() => server.stop());

const deep = `${'['.repeat(3_500)}${']'.repeat(3_500)}`;
const signIn = { to: GERMAN_MOBILE, type: 'SignIn', payload: { code: '012345' } };
const to = (number: unknown) => JSON.stringify({ ...signIn, to: number });
const code = (value: unknown) => JSON.stringify({ ...signIn, payload: { code: value } });

const refusals: [what: string, status: number, reason: RefusalReason, body: string | Buffer][] = [
  ['an empty body', 400, 'bad-request', ''],
  ['a body of spaces', 400, 'bad-request', '  \n'],
  ['a text that is not JSON', 400, 'bad-request', 'to=4915112345678&code=012345'],
  ['half of a JSON object', 400, 'bad-request', '{"to":"4915112345678","payload":{"code":"0123'],
  ['an array', 400, 'bad-request', '[]'],
  ['an array of requests', 400, 'bad-request', JSON.stringify([signIn])],
  ['null', 400, 'bad-request', 'null'],
  ['a number', 400, 'bad-request', '7'],
  ['a string', 400, 'bad-request', '"4915112345678"'],
  ['true', 400, 'bad-request', 'true'],
  ['an empty object', 400, 'bad-request', '{}'],
  ['arrays nested 3,500 deep', 400, 'bad-request', deep],
  ['a code nested 3,500 deep', 400, 'bad-request', `{"to":"4915112345678","payload":{"code":${deep}}}`],
  ['invalid UTF-8', 400, 'bad-request', Buffer.from('7b22746f223a22ff22fe7d', 'hex')],
  ['9 KiB', 413, 'too-large', to('4'.repeat(9 * 1_024))],
  ['40 KiB', 413, 'too-large', to('4'.repeat(40 * 1_024))],
  ['a payload that is null', 400, 'bad-request', JSON.stringify({ ...signIn, payload: null })],
  ['a payload that is an array', 400, 'bad-request', JSON.stringify({ ...signIn, payload: ['012345'] })],
  ['a whole request under __proto__', 400, 'bad-request', `{"__proto__":${JSON.stringify(signIn)}}`],
  ['a code under __proto__', 400, 'bad-request', `{"to":"4915112345678","payload":{"__proto__":{"code":"012345"}}}`],
  ['a code that is a number', 400, 'bad-request', code(12_345)],
  ['a code that is empty', 400, 'bad-request', code('')],
  ['a code that is a sentence', 400, 'bad-request', code('call 0900 now')],
  ['a code of 33 digits', 400, 'bad-request', code('1'.repeat(33))],
  ['a link that is not https', 400, 'bad-request', `{"to":"4915112345678","payload":{"link":"javascript:0"}}`],
  [
    'a link that makes the text longer than SNS accepts',
    400,
    'bad-request',
    JSON.stringify({
      ...signIn,
      type: 'OrganizationInvitation',
      payload: { link: `https://example.com/${'x'.repeat(1_575)}` },
    }),
  ],
  ['no number', 400, 'bad-request', to(undefined)],
  ['a number that is a JSON number', 400, 'bad-request', to(4915112345678)],
  ['a list of numbers', 400, 'bad-request', to([GERMAN_MOBILE, US_MOBILE])],
  ['a number of 1 digit', 422, 'bad-number', to('7')],
  ['a number of 30 digits', 422, 'bad-number', to('4'.repeat(30))],
  ['a number of 300 digits', 422, 'bad-number', to('4'.repeat(300))],
  ['a number with letters', 422, 'bad-number', to('49151CALLME00')],
  ['a number with an extension', 422, 'bad-number', to(`${GERMAN_MOBILE};ext=5`)],
  ['a number with a short extension', 422, 'bad-number', to(`${GERMAN_MOBILE}x5`)],
  ['a number with two pluses', 422, 'bad-number', to(`++${GERMAN_MOBILE}`)],
  ['digits of another script', 422, 'bad-number', to('٤٩١٥١١٢٣٤٥٦٧٨')],
  ['the ARN of an SNS topic', 422, 'bad-number', to('arn:aws:sns:eu-central-1:111122223333:topic')],
  ['a landline', 422, 'bad-number', to('4930901820')],
  ['a toll-free number', 422, 'bad-number', to('18002530000')],
  ['a satellite phone', 422, 'bad-number', to('881612345678')],
  ['a premium number', 422, 'bad-number', to('19002530000')],
  ['a mobile number of Jamaica, which shares +1 with the US', 403, 'country-not-allowed', to('18762101234')],
  ['a mobile number of a country that is not served', 403, 'country-not-allowed', to('447400123456')],
];

describe('a hostile body', () => {
  it.each(refusals)('%s is refused with %i %s and one plain sentence', async (_, status, reason, body) => {
    const response = await server.post(body);

    expect({ status: response.status, reason: response.headers['x-refusal'] }).toEqual({ status, reason });
    expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(response.text).toBe(server.settings.texts.en.refusals[reason]);
    expect(server.inbox.list({ limit: 1 })).toEqual([
      expect.objectContaining({ outcome: 'refused', refusal: reason, text: null, encoding: null, segments: null }),
    ]);
  });

  it.each([
    ['an unknown key nested 3,500 deep', `{"to":"4915112345678","payload":{"code":"111111"},"context":${deep}}`],
    ['__proto__ beside a whole request', `{"__proto__":{"to":"1"},"to":"4915112345678","payload":{"code":"222222"}}`],
    ['a language that is an object', `{"to":"4915112345678","payload":{"code":"333333","locale":{"de":1}}}`],
    ['a type that is an array', `{"to":"4915112345678","type":["SignIn"],"payload":{"code":"444444"}}`],
  ])('%s does no harm: the message is sent', async (_, body) => {
    expect((await server.post(body)).status).toBe(200);
  });

  it('any bytes are sent or refused from the table of refusals, and never repeated', async () => {
    await fc.assert(fc.asyncProperty(anyBody(), async (body) => expectKnownAnswer(await server.post(body))));
  });

  it('any values are sent or refused from the table of refusals, and never repeated', async () => {
    await fc.assert(fc.asyncProperty(anyRequest(), async (body) => expectKnownAnswer(await server.post(body))));
  });
});

function anyBody(): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ maxLength: 9_000, size: 'max' }).map((bytes) => Buffer.from(bytes));
}

/** Objects with the right keys, so that hostile values get further through the pipeline than hostile bytes. */
function anyRequest(): fc.Arbitrary<object> {
  const text = anyText();
  const content = fc.record(
    {
      code: fc.oneof(fc.stringMatching(/^[0-9]{4,8}$/), text, fc.jsonValue()),
      link: fc.oneof(fc.webUrl({ validSchemes: ['https'] }), text),
      message: fc.oneof(text, fc.jsonValue()),
      locale: fc.oneof(fc.constantFrom('de', 'en-GB'), text, fc.jsonValue()),
      uiLocales: text,
    },
    { requiredKeys: [] },
  );
  return fc.record(
    {
      to: fc.oneof(fc.constantFrom(GERMAN_MOBILE, US_MOBILE), fc.stringMatching(/^[+ ]?[0-9]{1,22}$/), text),
      type: fc.oneof(fc.constantFrom('SignIn', 'OrganizationInvitation'), fc.jsonValue()),
      payload: fc.oneof({ weight: 4, arbitrary: content }, { weight: 1, arbitrary: fc.jsonValue() }),
      ip: fc.oneof(text, fc.jsonValue()),
    },
    { requiredKeys: ['to', 'payload'] },
  );
}

function expectKnownAnswer({ status, headers, text }: ReceivedResponse): void {
  if (status === 200) {
    expect(text).toMatch(/^{"status":("duplicate"|"sent","messageId":"[\da-f-]{36}")}$/);
    return;
  }
  const reason = headers['x-refusal'] as RefusalReason;
  expect(status).toBe(REFUSAL_STATUS[reason]);
  expect(status).toBeLessThan(500);
  expect(LOCALES.map((locale) => server.settings.texts[locale].refusals[reason])).toContain(text);
}
