import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../../commands/cli/command-error';
import type { MessageChange } from '../../commands/cli/message-diff';
import { importConnector } from '../../commands/import-connector';
import type { SmsConnector } from '../../commands/logto/management-api';
import { InvalidConfig } from '../../config/faults';
import { loadConfig } from '../../config/load-config';
import { sample } from '../../contract/compose';
import { MESSAGE_TYPES } from '../../contract/message-type';
import { httpSms } from './fake-logto';
import { fakeOutput } from './fake-output';
import { aliyun, FOUR, twilio, VENDOR_SECRETS, vonage, whatsApp } from './vendor-connectors';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sms-import-'));
  path = join(folder, 'sms.config.json');
  write({ brand: 'Acme', countries: ['DE'] });
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (config: object) => writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`);
const read = () => JSON.parse(readFileSync(path, 'utf8'));

interface Options {
  readonly locale?: string;
  readonly mayWrite?: boolean;
}

/** Imports a connector: what the operator reads, the questions, and the error if there is one. */
async function importing(connector: SmsConnector | undefined, { locale, mayWrite = true }: Options = {}) {
  const output = fakeOutput();
  const questions: string[] = [];
  const changes: MessageChange[] = [];
  const result = await importConnector(
    { path, locale },
    {
      logto: { smsConnector: async () => connector },
      output,
      showMessages: (each) => changes.push(...each),
      mayWrite: async (question) => {
        questions.push(question);
        return mayWrite;
      },
    },
  ).catch((error: Error) => error);
  if (result instanceof Error && !(result instanceof CommandError || result instanceof InvalidConfig)) throw result;
  const error = result instanceof Error ? result : undefined;
  const next = error instanceof CommandError ? error.next : undefined;
  const printed = [output.text(), error?.message, next].join('\n').replace(/\s+/g, ' ');
  return { printed, questions, changes, error, result: result as { changed?: boolean } };
}

const ALL = Object.fromEntries(
  MESSAGE_TYPES.map((type) => [type, `${type}: ${type === 'OrganizationInvitation' ? '{{link}}' : '{{code}}'}`]),
);

describe('connect --import', () => {
  it('writes the text of every type for the default locale, after it has asked', async () => {
    const { questions, result } = await importing(twilio(ALL));
    expect(questions).toEqual([`Write 9 messages (en) into ${path}?`]);
    expect(result.changed).toBe(true);
    expect(read()).toEqual({ brand: 'Acme', countries: ['DE'], messages: { en: ALL } });
    expect(() => loadConfig(path)).not.toThrow();
  });

  it("writes Generic's text for the types without one", async () => {
    const { printed } = await importing(twilio());
    const { Generic } = FOUR;
    expect(read().messages.en).toEqual({
      ...FOUR,
      UserPermissionValidation: Generic,
      BindNewIdentifier: Generic,
      MfaVerification: Generic,
      BindMfa: Generic,
    });
    expect(printed).toContain(
      "The connector has no text for UserPermissionValidation, BindNewIdentifier, MfaVerification, BindMfa, so Generic's is imported for them.",
    );
  });

  it('takes the first of two templates of a type, as Logto does', async () => {
    const { config, ...rest } = twilio(ALL);
    const second = { usageType: 'SignIn', content: 'Second: {{code}}' };
    await importing({ ...rest, config: { templates: [...(config.templates as object[]), second] } });
    expect(read().messages.en.SignIn).toBe('SignIn: {{code}}');
  });

  it('writes for another language with --locale, and leaves the other languages alone', async () => {
    write({ brand: 'Acme', countries: ['DE'], messages: { en: { SignIn: 'Mine: {{code}}' } } });
    await importing(twilio(ALL), { locale: 'de' });
    expect(read().messages).toEqual({ en: { SignIn: 'Mine: {{code}}' }, de: ALL });
  });

  it('changes nothing the second time', async () => {
    await importing(vonage('AcmeSMS'));
    const before = readFileSync(path);
    const { result, questions, printed } = await importing(vonage('AcmeSMS'));
    expect([result.changed, questions]).toEqual([false, []]);
    expect(printed).toContain('needs no change, and was not written.');
    expect(readFileSync(path)).toEqual(before);
  });

  it('does not write a text that the shipped message has already', async () => {
    const SignIn = '{{code}} is your Acme code to sign in. Please do not share it with anyone.';
    const { printed } = await importing(twilio({ ...ALL, SignIn }));
    expect(read().messages.en.SignIn).toBeUndefined();
    expect(printed).toContain('Already sent as in the connector: SignIn.');
  });

  it('compares all that is sent before and after, and says what makes it dearer', async () => {
    write({ brand: 'Acme', countries: ['DE'], webOtpDomain: 'acme.com' });
    const SignIn = `Your code – ${'a'.repeat(40)}: {{code}}`;
    const { changes, printed } = await importing(twilio({ ...FOUR, SignIn }));
    const { before, after } = changes[0] as MessageChange;
    expect(sample(before.text)).toBe(
      '123456 is your Acme code to sign in. Please do not share it with anyone.\n@acme.com #123456',
    );
    expect(before.cost).toMatchObject({ encoding: 'GSM-7', segments: 1, length: 90 });
    expect(sample(after.text)).toBe(`Your code – ${'a'.repeat(40)}: 123456\n@acme.com #123456`);
    expect(after.cost).toMatchObject({ encoding: 'UCS-2', segments: 2, length: 78 });
    expect(changes.map((change) => change.before.type)).toEqual(
      MESSAGE_TYPES.filter((type) => type !== 'OrganizationInvitation'),
    );
    expect(printed).toContain('messages.en.SignIn takes 2 segments, each billed as one SMS. "–" (U+2013) is not in');
  });

  it('asks an operator who is registered in India to register the new texts', async () => {
    const indiaDlt = { entityId: '1', templateIds: { Generic: '2' } };
    write({ brand: 'Acme', countries: ['IN'], senderId: 'ACMEIN', indiaDlt });
    expect((await importing(twilio(ALL))).printed).toContain('Register the new texts before you deploy.');
    expect((await importing(twilio(ALL), { locale: 'de' })).printed).not.toContain('Register the new texts');
  });

  it('writes nothing after a no', async () => {
    const before = readFileSync(path);
    const { error } = await importing(twilio(), { mayWrite: false });
    expect(error?.message).toBe(`${path} was not changed, because you said no.`);
    expect(readFileSync(path)).toEqual(before);
  });
});

describe('connect --import leaves out, with the reason,', () => {
  it.each([
    ['a value that SMS do not get here', 'SignIn', '{{code}} {{locale}}', 'remove {{locale}}; the placeholders are'],
    ['a nested value beyond the names', 'SignIn', '{{code}} {{user.primaryEmail}}', 'remove {{user.primaryEmail}};'],
    ['a text without the code', 'Register', 'Welcome.', 'add {{code}}: without it the message is useless'],
    ['an empty text', 'Register', '', 'write a message'],
    ['an invitation with a code', 'OrganizationInvitation', 'Join: {{code}}', 'add {{link}}'],
    ['a brand that Logto would not fill in', 'SignIn', '{{code}} {{brand}}', 'Logto sends {{brand}} with its braces'],
    ['braces that people would see', 'SignIn', '{{code}} }}', 'remove the braces that are not part of a placeholder'],
    ['a text of four SMS', 'SignIn', `{{code}} ${'a'.repeat(500)}`, 'shorten it: it takes 4 segments'],
  ])('%s', async (_, type, content, reason) => {
    const { printed } = await importing(twilio({ ...ALL, [type]: content }));
    expect(printed).toContain(`Left out: ${type}. Reason: ${reason}`);
    const { [type]: _left, ...others } = ALL;
    expect(read().messages.en).toEqual(others);
  });

  it('a template of no message type', async () => {
    const { printed } = await importing(twilio({ ...ALL, Test: '{{code}}' }));
    expect(printed).toContain('Left out: "Test". Reason: Logto sends no such message type.');
    expect(read().messages.en).toEqual(ALL);
  });

  it.each([
    ['Aliyun', aliyun()],
    ['WhatsApp', whatsApp()],
  ])('texts that are stored at the vendor, and says where to put them: %s', async (_, connector) => {
    const before = readFileSync(path);
    const { printed, result } = await importing(connector);
    expect(result.changed).toBe(false);
    expect(printed).toContain('The texts of SignIn, Register, ForgotPassword, Generic are stored at the vendor.');
    expect(printed).toContain(`${path} was not written.`);
    expect(printed).not.toContain('needs no change');
    expect(printed).toContain(`copy them from the vendor's console into messages.en of ${path}`);
    expect(readFileSync(path)).toEqual(before);
  });
});

describe('the sender in the file after connect --import, when the connector has', () => {
  it.each([
    ['a name', 'AcmeSMS', {}, { senderId: 'AcmeSMS' }, 'senderId now: none; new: "AcmeSMS".'],
    ['another name', 'AcmeSMS', { senderId: 'Old' }, { senderId: 'AcmeSMS' }, 'now: "Old"; new: "AcmeSMS".'],
    ['the same name', 'Acme', { senderId: 'Acme' }, { senderId: 'Acme' }, 'The connector has no text for'],
    [
      'a number',
      '12015550123',
      {},
      { originationNumber: '12015550123' },
      'now: none; new: …23. SNS sends from a number',
    ],
    [
      'the same number with a plus',
      '12015550123',
      { originationNumber: '+12015550123' },
      { originationNumber: '+12015550123' },
      'The connector has no text for',
    ],
    [
      'a name that SNS does not take',
      'Acme Inc',
      {},
      {},
      'Left out: brandName "Acme Inc". Reason: use 3 to 11 letters',
    ],
    [
      'a name beside a number that is set',
      'Acme',
      { originationNumber: '+12015550123' },
      { originationNumber: '+12015550123' },
      'Left out: brandName "Acme". Reason: keep either senderId or originationNumber',
    ],
    [
      'a number beside a name that is set',
      '12015550123',
      { senderId: 'Acme' },
      { senderId: 'Acme' },
      'Left out: brandName.',
    ],
  ])('%s', async (_, brandName, keys, after, sentence) => {
    write({ brand: 'Acme', countries: ['DE', 'IN'], ...keys });
    const { printed } = await importing(vonage(brandName));
    const { senderId, originationNumber } = read();
    expect({ senderId, originationNumber }).toEqual({ senderId: undefined, originationNumber: undefined, ...after });
    expect(printed).toContain(sentence);
    expect(printed).not.toContain('2015550123');
  });

  it.each([
    ['a name in the key of GatewayAPI', { sender: 'ExampleSMS', apiToken: 't', endpoint: 'e' }],
    ['a name in the key of SMS Aero', { senderName: 'ExampleSMS', email: 'a@b.c', apiKey: 'k' }],
  ])('%s', async (_, config) => {
    await importing({ ...twilio(), config });
    expect(read()).toEqual({ brand: 'Acme', countries: ['DE'], senderId: 'ExampleSMS' });
  });

  it('a pool or a signature, is none, and it says why', async () => {
    expect((await importing(twilio())).printed).toContain("a pool of the vendor's numbers, and SNS has none");
    expect((await importing(aliyun())).printed).toContain('signName is not imported');
    expect(read().senderId).toBeUndefined();
  });
});

const NOT_RECOGNISED =
  'Neither texts nor a sender were found in the configuration of "Twilio SMS Service", so nothing was imported.';

describe('connect --import writes nothing, and says what to do, when', () => {
  it.each([
    ['Logto has no SMS connector', undefined, 'Logto has no SMS connector. Nothing is to be imported.'],
    [
      'the connector is HTTP SMS',
      httpSms('https://e.example/s', 't'),
      'HTTP SMS, which has neither texts nor a sender',
    ],
    ['the connector has no settings', { ...twilio(), config: {} }, NOT_RECOGNISED],
    ['its templates are no list', { ...twilio(), config: { templates: 'x' } }, NOT_RECOGNISED],
    ['its templates have no types', { ...twilio(), config: { templates: [{ id: 7 }], from: 'x' } }, NOT_RECOGNISED],
    [
      "it is Logto Cloud's for trials",
      { ...twilio(), connectorId: 'logto-sms', config: {}, isDemo: true },
      "is Logto's own for trials, and Logto hides its configuration. Nothing is to be imported.",
    ],
  ])('%s', async (_, connector, sentence) => {
    const before = readFileSync(path);
    const { printed, error } = await importing(connector as SmsConnector | undefined);
    expect(error).toBeUndefined();
    expect(printed).toContain(sentence);
    expect(printed).not.toContain('needs no change');
    expect(readFileSync(path)).toEqual(before);
  });

  it.each([
    ['the locale has no messages', { locale: 'xx' }, '--locale is "xx", which has no messages. Use one of ar, cs'],
    ['the locale is only like one of ours', { locale: 'DE' }, '--locale is "DE"'],
  ])('%s', async (_, changes, sentence) => {
    expect((await importing(twilio(), changes)).printed).toContain(sentence);
    expect(read().messages).toBeUndefined();
  });

  it('a key is in the file twice, of which the last one counts', async () => {
    const text = '{"brand": "Acme", "countries": ["DE"], "messages": {}, "messages": {"de": {"SignIn": "{{code}}"}}}';
    writeFileSync(path, text);
    const { error } = await importing(twilio());
    expect(error?.message).toBe(`${path} has a key twice, and was not changed.`);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('the file has faults', async () => {
    write({ brand: 'Acme' });
    expect((await importing(twilio())).error?.message).toContain('countries: is missing');
  });
});

it('no import shows or writes a secret of the connector', async () => {
  for (const connector of [
    twilio(),
    vonage('AcmeSMS'),
    vonage('x'),
    aliyun(),
    whatsApp(),
    twilio({ ...ALL, Test: 'x' }),
  ]) {
    const { printed, result } = await importing(connector);
    const seen = printed + JSON.stringify(result) + readFileSync(path, 'utf8');
    expect(VENDOR_SECRETS.filter((secret) => seen.includes(secret))).toEqual([]);
  }
});
