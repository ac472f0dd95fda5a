import fc from 'fast-check';
import { MESSAGE_TYPES } from '../../contract/message-type';
import { localeTagOf, parse, readJson, readQuery } from '../../lambda/parse';
import { Refusal } from '../../lambda/refusal';
import { anyText } from '../any-text';

const TO = '4915112345678';

function parseJson(value: unknown) {
  return parse(readJson(Buffer.from(JSON.stringify(value))));
}

describe("the HTTP SMS connector's shape", () => {
  it.each(MESSAGE_TYPES)('reads %s', (type) => {
    expect(parseJson({ to: TO, type, payload: { code: '012345' } })).toEqual({
      to: TO,
      type,
      content: { kind: 'code', code: '012345' },
      idempotencyKey: '012345',
    });
  });

  it.each(['SomethingNew', '{{type}}', '', 7, null, undefined, { a: 1 }])('treats the type %j as Generic', (type) => {
    expect(parseJson({ to: TO, type, payload: { code: '012345' } }).type).toBe('Generic');
  });

  it('ignores unknown fields, and those that the person controls', () => {
    const payload = { code: '1234', uiLocales: ['x'], application: { name: 'x' }, later: {} };
    expect(parseJson({ to: TO, type: 'SignIn', payload, ip: 7, extra: [] }).content).toEqual({
      kind: 'code',
      code: '1234',
    });
  });

  it('reads the names in a request, and has none without them', () => {
    const payload = { code: '1234', application: { name: 'Acme\nShop' }, user: { name: 'https://evil.example' } };
    expect(parseJson({ to: TO, type: 'SignIn', payload }).names).toEqual({ 'application.name': 'Acme Shop' });
    expect(parseJson({ to: TO, type: 'SignIn', payload: { code: '1234' } })).not.toHaveProperty('names');
    expect(parseJson({ to: TO, code: '1234', organization: { name: 'Acme' } }).names).toEqual({
      'organization.name': 'Acme',
    });
  });

  it('reads an invitation by its link', () => {
    const link = 'https://example.com/invite?token=a%20b&x=1#y';
    expect(parseJson({ to: TO, type: 'OrganizationInvitation', payload: { link } }).content).toEqual({
      kind: 'link',
      link,
    });
  });
});

describe("the generic connector's shape", () => {
  it('reads a query whose plus arrives as a space', () => {
    expect(parse(readQuery('to=+4915112345678&type=Register&code=123456'))).toEqual({
      to: ' 4915112345678',
      type: 'Register',
      content: { kind: 'code', code: '123456' },
      idempotencyKey: '123456',
    });
  });

  it.each([
    ['1234', 'code'],
    ['12345678', 'code'],
    ['123', 'text'],
    ['123456789', 'text'],
    ['Your code is 1234', 'text'],
  ])('treats the message %j as a %s', (message, kind) => {
    expect(parse({ to: TO, message }).content.kind).toBe(kind);
  });

  it('keeps a text as it is, except for control characters', () => {
    expect(parse({ to: TO, message: '  Code:\t1\u0000\u0007\r\n 2 \u009b– ok {{x}} \ud800' }).content).toEqual({
      kind: 'text',
      text: 'Code:1\n 2 – ok {{x}} \ufffd',
    });
  });
});

describe('what cannot be sent is a bad request', () => {
  it.each([
    ['an empty body', ''],
    ['incomplete JSON', '{"to":'],
    ['an array', '[]'],
    ['null', 'null'],
    ['a number', '7'],
    ['a string', '"x"'],
    ['deep nesting', `{"payload":${'['.repeat(3_500)}${']'.repeat(3_500)}}`],
    ['no phone number', '{"type":"SignIn","payload":{"code":"123456"}}'],
    ['an empty phone number', '{"to":"","payload":{"code":"123456"}}'],
    ['a phone number that is a JSON number', '{"to":16502530000,"payload":{"code":"123456"}}'],
    ['a list of phone numbers', '{"to":["4915112345678"],"payload":{"code":"123456"}}'],
    ['no content', '{"to":"4915112345678"}'],
    ['a payload that is a string', '{"to":"4915112345678","payload":"123456"}'],
    ['a null payload', '{"to":"4915112345678","payload":null,"code":"123456"}'],
    ['an empty payload', '{"to":"4915112345678","payload":{}}'],
    ['a code that is a number', '{"to":"4915112345678","payload":{"code":123456}}'],
    ['an empty code', '{"to":"4915112345678","payload":{"code":""}}'],
    ['a code that is a sentence', '{"to":"4915112345678","payload":{"code":"call +1 555"}}'],
    ['a link that is not https', '{"to":"4915112345678","payload":{"link":"http://example.com"}}'],
    ['two links', '{"to":"4915112345678","payload":{"link":"https://a.example https://b.example"}}'],
    ['a link with a line break', '{"to":"4915112345678","payload":{"link":"https://a.example/\\nx"}}'],
    ['a link without a host', '{"to":"4915112345678","payload":{"link":"https://"}}'],
    ['only prototype keys', '{"__proto__":{"to":"4915112345678","code":"123456"}}'],
    ['a prototype payload', '{"to":"4915112345678","payload":{"__proto__":{"code":"123456"}}}'],
    ['an empty message', '{"to":"4915112345678","message":" \\u0000 "}'],
  ])('%s', (_, body) => {
    expect(() => parse(readJson(Buffer.from(body)))).toThrow(expect.objectContaining({ reason: 'bad-request' }));
  });

  it('bytes that are not UTF-8', () => {
    expect(() => readJson(Buffer.from([0x7b, 0xff, 0x7d]))).toThrow(expect.objectContaining({ reason: 'bad-request' }));
  });

  it('any JSON is parsed or refused', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expectOnlyRefusals(() => parse(readJson(Buffer.from(json))));
      }),
    );
  });

  it('any value of a known key is parsed or refused', () => {
    const wild = fc.oneof(fc.jsonValue(), anyText(), fc.constant(TO), fc.constant('123456'));
    const content = fc.record({ code: wild, link: wild, message: wild }, { requiredKeys: [] });
    fc.assert(
      fc.property(
        fc.record({ to: wild, type: wild, payload: fc.oneof(content, wild) }, { requiredKeys: [] }),
        (value) => {
          expectOnlyRefusals(() => parseJson(value));
        },
      ),
    );
  });
});

describe('the locale of a request', () => {
  it.each([
    [{ payload: { locale: 'de' } }, 'de'],
    [{ locale: 'fr' }, 'fr'],
    [{ locale: 'fr', payload: { code: '1' } }, 'fr'],
    [{ payload: { uiLocales: 'de-CH de' } }, undefined],
    [{ payload: null }, undefined],
  ])('of %j is %j', (fields, tag) => {
    expect(localeTagOf(fields)).toBe(tag);
  });
});

describe('the idempotency key of a message', () => {
  it.each([
    [{ type: 'SignIn', code: '123456' }, '123456'],
    [{ type: 'SignIn', code: '000000' }, '000000'],
    [{ type: 'Generic', code: '000000' }, undefined],
    [{ message: 'Hello' }, 'Hello'],
    [{ link: 'https://a.example' }, 'https://a.example'],
  ])('of %j is %j', (fields, key) => {
    expect(parse({ to: TO, ...fields }).idempotencyKey).toBe(key);
  });
});

function expectOnlyRefusals(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
  }
}
