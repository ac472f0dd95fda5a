import fc from 'fast-check';
import { deliver } from '../../lambda/deliver';
import { keyNamesOf } from '../../lambda/key-names';
import { logLine } from '../../lambda/log';
import { readJson, readQuery } from '../../lambda/parse';
import { anyText } from '../any-text';
import { fakeDependencies, request } from '../fake-dependencies';

const NAME = /^(payload|\?|(payload\.)?([A-Za-z_-]{1,24}…?|\?)|…)$/;

describe('the names of the keys that came', () => {
  it.each([
    ['another API', { recipient: '1', text_content: 'x' }, ['recipient', 'text_content']],
    [
      'any case, hyphens and underscores',
      { PhoneNumber: 1, 'Message-Body': 2, _to: 3 },
      ['PhoneNumber', 'Message-Body', '_to'],
    ],
    [
      'the keys of the payload',
      { to: '1', payload: { otp: '1', locale: 'de' } },
      ['to', 'payload.otp', 'payload.locale'],
    ],
    ['an empty payload', { to: '1', payload: {} }, ['to', 'payload']],
    ['a payload that is a text', { payload: '012345' }, ['payload']],
    ['a payload that is a list', { payload: ['012345'] }, ['payload']],
    ['a payload that is null', { payload: null }, ['payload']],
    ['an object elsewhere', { sms: { to: '4915112345678' } }, ['sms']],
    ['no keys', {}, []],
    ['a phone number', { '4915112345678': 'x', '+4915112345678': 'x' }, ['?', '?']],
    ['a code', { '012345': 'x', 'AB-12': 'x' }, ['?', '?']],
    ['digits of another script', { '٠١٢٣٤٥': 'x', '０１２': 'x' }, ['?', '?']],
    ['a text', { 'Your code is ready.': '', Zoë: '' }, ['?', '?']],
    ['an address, a path, markup', { 'a@b.example': 1, 'a/b': 1, '<b>': 1 }, ['?', '?', '?']],
    ['nothing, a line break, a comma', { '': 1, 'a\nb': 1, 'a, b': 1 }, ['?', '?', '?']],
    ['a phone number in the payload', { payload: { '4915112345678': 1 } }, ['payload.?']],
    ['24 letters', { ['a'.repeat(24)]: 1 }, ['a'.repeat(24)]],
    ['25 letters', { ['a'.repeat(25)]: 1 }, [`${'a'.repeat(24)}…`]],
    ['ten keys', Object.fromEntries([...'abcdefghij'].map((key) => [key, 1])), [...'abcdefghij']],
    ['eleven keys', Object.fromEntries([...'abcdefghijk'].map((key) => [key, 1])), [...'abcdefghij', '…']],
  ])('%s', (_, fields, names) => {
    expect(keyNamesOf(fields)).toEqual(names);
  });

  it('names an own key __proto__ like any other', () => {
    expect(keyNamesOf(readJson(Buffer.from('{"__proto__":{"to":"1"},"constructor":1}')))).toEqual([
      '__proto__',
      'constructor',
    ]);
  });

  it('are those of a query string too, each once', () => {
    expect(keyNamesOf(readQuery('recipient=1&recipient=2&text_content=x&payload=y&+49=z'))).toEqual([
      'recipient',
      'text_content',
      'payload',
      '?',
    ]);
  });

  it('are few, short, and of letters, whatever came', () => {
    const keys = fc.oneof(anyText({ maxLength: 60 }), fc.stringMatching(/^[a-z]{1,60}$/), fc.constant('payload'));
    const fields = fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue())), { maxKeys: 40 });
    fc.assert(
      fc.property(fields, (value) => {
        const names = keyNamesOf(value);
        expect(names.length).toBeLessThanOrEqual(11);
        for (const name of names) expect(name).toMatch(NAME);
      }),
    );
  });
});

/** A value, or a key that holds one: what a person's number, code or text could be. Each has a digit or a space. */
const personal = fc.oneof(
  fc.stringMatching(/^[+ ]?[0-9]{4,15}$/),
  fc.stringMatching(/^[A-Za-z]{0,6}[0-9][A-Za-z0-9-]{3,10}$/),
  fc.tuple(fc.stringMatching(/^[A-Za-z]{3,8}$/), fc.stringMatching(/^[A-Za-z]{3,8}$/)).map((words) => words.join(' ')),
);
const key = fc.oneof(personal, fc.constantFrom('recipient', 'text_content', 'phone', 'to', 'payload', '__proto__'));
const hostile = fc.dictionary(key, fc.oneof(personal, fc.dictionary(key, personal)), { minKeys: 1, maxKeys: 12 });

/** The log line of a request, without what has digits in every line. */
async function loggedOf(...[body, changes]: Parameters<typeof request>): Promise<Record<string, unknown>> {
  const dependencies = fakeDependencies();
  await deliver(request(body, changes), dependencies);
  const [report] = dependencies.reports;
  if (!report) throw new Error('Nothing was reported.');
  const { timestamp, requestId, ms, NotUnderstood, _aws, ...line } = JSON.parse(logLine(report, 'LogtoSms'));
  return line;
}

describe('the log line of a request that has no number or nothing to send', () => {
  it('has the names of its keys', async () => {
    const line = await loggedOf({ recipient: '4915112345678', text_content: 'Your code is 012345' });
    expect(line).toMatchObject({ refusal: 'bad-request', status: 400, keys: 'recipient, text_content' });
  });

  it('has no keys if the request has none, or cannot be read', async () => {
    for (const body of ['{}', '[]', '{"to":']) expect(await loggedOf(body)).not.toHaveProperty('keys');
  });

  it('has none if the request could be read, however it ended', async () => {
    const read = { to: '4915112345678', payload: { code: '012345' } };
    for (const body of [read, { ...read, to: '1234567890' }]) expect(await loggedOf(body)).not.toHaveProperty('keys');
  });

  it.each(['POST', 'GET'])('has no value and no digit of any %s', async (method) => {
    await fc.assert(
      fc.asyncProperty(hostile, async (fields) => {
        const flat = Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
        const query = new URLSearchParams(flat).toString();
        const { status, ...line } = await loggedOf(fields, method === 'GET' ? { method, query } : {});
        fc.pre(status === 400);

        const written = JSON.stringify(line);
        expect(written).not.toMatch(/\d/);
        const texts = Object.entries(fields).flatMap(([name, value]) =>
          typeof value === 'string' ? [name, value] : [name, ...Object.entries(value).flat()],
        );
        expect(texts.filter((text) => text.includes(' ') && written.includes(text))).toEqual([]);
      }),
    );
  });
});
