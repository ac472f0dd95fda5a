import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { readConfigFile, replaceConfigFile, withKey, withValue } from '../../commands/config-file';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sms-config-'));
  path = join(folder, 'sms.config.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const SET: readonly (readonly [readonly string[], string])[] = [
  [['messages', 'en', 'SignIn'], 'a "b"'],
  [['messages', 'en', 'Generic'], 'c'],
  [['senderId'], 'Acme'],
];

describe('a key that is set', () => {
  it.each([
    [
      'on lines of their own, and a list on one line',
      '{\n  "brand": "Acme",\n  "countries": ["DE",   "AT"]\n}\n',
      '{\n  "brand": "Acme",\n  "countries": ["DE",   "AT"],\n  "messages": {\n    "en": {\n      "SignIn": "a \\"b\\"",\n      "Generic": "c"\n    }\n  },\n  "senderId": "Acme"\n}\n',
    ],
    [
      'in one line',
      '{"brand":"Acme","countries":["DE"]}',
      '{"brand":"Acme","countries":["DE"],"messages": {"en":{"SignIn":"a \\"b\\"","Generic": "c"}},"senderId": "Acme"}',
    ],
    [
      'with tabs and line ends of Windows',
      '{\r\n\t"brand": "Acme"\r\n}',
      '{\r\n\t"brand": "Acme",\r\n\t"messages": {\r\n\t\t"en": {\r\n\t\t\t"SignIn": "a \\"b\\"",\r\n\t\t\t"Generic": "c"\r\n\t\t}\r\n\t},\r\n\t"senderId": "Acme"\r\n}',
    ],
    [
      'where other messages stand already, between other keys',
      '{\n    "senderId":"Old",\n    "messages": {"en": {"SignIn": "x"}, "de": {}},\n\n    "brand": "Acme"\n}',
      '{\n    "senderId":"Acme",\n    "messages": {"en": {"SignIn": "a \\"b\\"","Generic": "c"}, "de": {}},\n\n    "brand": "Acme"\n}',
    ],
    [
      'in an object without keys',
      '{\n  "messages": {},\n  "brand": "Acme"\n}',
      '{\n  "messages": {\n    "en": {\n      "SignIn": "a \\"b\\"",\n      "Generic": "c"\n    }\n  },\n  "brand": "Acme",\n  "senderId": "Acme"\n}',
    ],
  ])('follows the layout of a file with keys %s, and changes nothing else', (_, before, after) => {
    expect(SET.reduce((text, [keys, value]) => withKey(text, keys, value), before)).toBe(after);
  });

  it('has the value that was set, in any file, and all other values stay', () => {
    const key = fc.constantFrom('messages', 'en', 'SignIn', 'a');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.dictionary(key, fc.oneof({ depthSize: 'small' }, fc.string(), fc.array(fc.integer()), tie('tree'))),
    }));
    const objects = tree as fc.Arbitrary<Record<string, unknown>>;
    fc.assert(
      fc.property(objects, fc.constantFrom(0, 1, 2, '\t'), fc.boolean(), (json, indent, isWindows) => {
        const text = JSON.stringify({ ...json, messages: {} }, null, indent);
        const written = isWindows ? text.replaceAll('\n', '\r\n') : text;
        for (const [keys, value] of SET) {
          expect(JSON.parse(withKey(written, keys, value))).toEqual(withValue(JSON.parse(text), keys, value));
        }
      }),
    );
  });
});

describe('a configuration file that is replaced', () => {
  it.each([
    ['UTF-8', Buffer.from('{"brand": "Äcme"}\n')],
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFF{"brand": "Äcme"}')],
    ['UTF-16 with a byte order mark', Buffer.from('\uFEFF{"brand": "Äcme"}\r\n', 'utf16le')],
  ])('stays %s, with its permissions, and leaves no other file', (_, bytes) => {
    writeFileSync(path, bytes);
    chmodSync(path, 0o640);
    const file = readConfigFile(path);
    replaceConfigFile(file, file.text.replace('Äcme', 'Öcme'));
    const encoding = bytes[0] === 0xff ? 'utf16le' : 'utf8';
    expect(readFileSync(path).toString(encoding)).toBe(bytes.toString(encoding).replace('Äcme', 'Öcme'));
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['sms.config.json']);
  });

  it('may be named by a symbolic link, which stays', () => {
    writeFileSync(path, '{}');
    const link = join(folder, 'link.json');
    symlinkSync(path, link);
    replaceConfigFile(readConfigFile(link), '{"a": 1}');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('{"a": 1}');
  });

  it('is left as it is when somebody else has changed it meanwhile', () => {
    writeFileSync(path, '{}');
    const file = readConfigFile(path);
    writeFileSync(path, '{"theirs": 1}');
    expect(() => replaceConfigFile(file, '{"ours": 1}')).toThrow('was changed by somebody else meanwhile');
    expect(readFileSync(path, 'utf8')).toBe('{"theirs": 1}');
  });

  it('is left as it is when it cannot be written', () => {
    writeFileSync(path, '{}');
    const file = readConfigFile(path);
    // As if an earlier run with this process id had been killed: the name of the unfinished file is taken.
    writeFileSync(`${path}.${process.pid}.tmp`, 'x');
    expect(() => replaceConfigFile(file, '{"ours": 1}')).toThrow('cannot be written (EEXIST), and was not changed');
    expect(readFileSync(path, 'utf8')).toBe('{}');
  });

  it('is not read when it holds bytes that are not UTF-8', () => {
    writeFileSync(path, Buffer.from([0x22, 0xe4, 0x22]));
    expect(() => readConfigFile(path)).toThrow('is not valid UTF-8, and was not changed');
  });
});
