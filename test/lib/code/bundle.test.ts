import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';
import { parseConfig } from '../../../config/load-config';
import { settingsOf } from '../../../config/settings';
import { bundle } from '../../../lib/code/bundle';
import { LAMBDA_FOLDER, packedFile } from '../../../lib/code/source-folder';

/**
 * Every package in the bundles, and why it is there. A new package makes every cold start slower. Before you add one
 * here, check whether an alias (`lib/code/bundle.ts`) avoids it.
 */
const PACKAGES = {
  '@aws-sdk/client-dynamodb': 'counts, and limits the rate',
  '@aws-sdk/client-pinpoint-sms-voice-v2': 'sends SMS through End User Messaging',
  '@aws-sdk/client-secrets-manager': 'reads the token and the key',
  '@aws-sdk/client-sns': 'sends SMS through SNS',
  '@aws-sdk/client-sqs': 'enqueues SMS that have to wait',
  '@aws-sdk/core': 'protocols, signing and user agent of all clients',
  '@aws-sdk/dynamodb-codec': "DynamoDB's own JSON",
  '@aws-sdk/middleware-sdk-sqs': 'checks that SQS queued what was sent',
  '@aws-sdk/xml-builder': "reads SNS's XML",
  '@aws/lambda-invoke-store': "passes on Lambda's trace id",
  '@smithy/core': 'middleware, schemas, retries',
  '@smithy/node-http-handler': 'HTTP',
  '@smithy/signature-v4': 'signs requests',
  '@smithy/types': 'names of the middlewares',
  'libphonenumber-js': 'recognizes mobile numbers and their countries',
  valibot: 'parses requests and queued messages',
};

/** The modules of Node that the bundles load, which takes time. Others (HTTP/2, zlib, child processes …) are not needed. */
const NODE_MODULES = [
  'async_hooks',
  'crypto',
  'fs',
  'fs/promises',
  'http',
  'https',
  'net',
  'os',
  'path',
  'process',
  'stream',
  'timers/promises',
];

const settings = settingsOf(parseConfig({ brand: 'Acme', countries: ['DE'] }, 'test'));

const sender = { api: 'end-user-messaging' };
const endUserMessaging = settingsOf(parseConfig({ brand: 'Acme', countries: ['DE'], sender }, 'test'));

/** Every bundle that a stack deploys: its entry, and the settings compiled into it. */
const BUNDLES = {
  handler: ['handler', settings],
  'consumer-handler': ['consumer-handler', settings],
  'handler for End User Messaging': ['handler', endUserMessaging],
  'consumer-handler for End User Messaging': ['consumer-handler', endUserMessaging],
  'logto-events-handler': ['logto-events-handler', settings],
  'logto-events-handler for End User Messaging': ['logto-events-handler', endUserMessaging],
  'sms-attributes-handler': ['sms-attributes-handler', undefined],
} as const;
const NAMES = Object.keys(BUNDLES) as (keyof typeof BUNDLES)[];

interface Built {
  readonly code: string;
  readonly metafile: Metafile;
  /** What esbuild left in the folder. */
  readonly files: readonly string[];
}

const built = new Map<string, Built>();

beforeAll(() => {
  for (const name of NAMES) {
    const folder = mkdtempSync(join(tmpdir(), 'sms-bundle-'));
    const metafile = bundle(BUNDLES[name][0], folder, BUNDLES[name][1]);
    const code = readFileSync(join(folder, 'index.mjs'), 'utf8');
    built.set(name, { code, metafile, files: readdirSync(folder) });
    rmSync(folder, { recursive: true });
  }
});

describe.each(NAMES)('bundle of %s', (name) => {
  const [entry] = BUNDLES[name];

  it('is one file, without a source map', () => {
    const { code, files } = bundleOf(name);
    expect(files).toEqual(['index.mjs']);
    expect(code).not.toContain('sourceMappingURL');
  });

  it('makes Lambda wait for the preparation before the first request', () => {
    expect(bundleOf(name).code.trimEnd()).toMatch(/export const\{handler\}=entry;await entry\.start\?\.\(\);$/);
  });

  it('contains no path of the machine that built it', () => {
    const { code } = bundleOf(name);
    for (const path of [process.cwd(), homedir(), tmpdir()]) expect(code).not.toContain(`${path}/`);
  });

  it('contains only the listed packages', () => {
    expect(Object.keys(PACKAGES)).toEqual(expect.arrayContaining(packagesOf(name)));
  });

  it('loads only the listed modules of Node', () => {
    expect(loadedBy(name)).toContain('https');
    expect(NODE_MODULES).toEqual(expect.arrayContaining(loadedBy(name)));
  });

  it('contains no credential provider that Lambda does not need, and nothing that a shim replaces', () => {
    const files = filesOf(name).join('\n');
    const replaced =
      /credential-provider|sso|client-sts|nested-clients|token-providers|imds|event-streams\/|Sha256Js|Md5Js/i;
    expect(files).toContain('lambda/shims/environment-credentials.ts');
    expect(files.replaceAll('shims/no-event-streams', '')).not.toMatch(replaced);
  });

  it('contains only those of our files that run in Lambda', () => {
    const ourFiles = filesOf(name).filter((file) => !/node_modules|^<define:/.test(file));
    expect(ourFiles).toContain(`lambda/${entry}.ts`);
    expect(ourFiles.filter((file) => !/^(lambda|contract|templates)\//.test(file))).toEqual([]);
  });

  it('stays small, because a cold start compiles all of it', () => {
    const { code } = bundleOf(name);
    expect(Buffer.byteLength(code)).toBeLessThan(440_000);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(140_000);
  });
});

describe('a bundle that sends', () => {
  const ofSns = /client-sns|lambda\/sns\.ts|xml-builder/;
  const ofEndUserMessaging = /client-pinpoint-sms-voice-v2|lambda\/end-user-messaging\.ts|contract\/send-errors\.ts/;

  it.each(['handler', 'consumer-handler'] as const)('has no byte of the API that was not chosen: %s', (entry) => {
    const [sns, other] = [filesOf(entry), filesOf(`${entry} for End User Messaging`)];

    expect(sns.filter((file) => ofSns.test(file)).length).toBeGreaterThan(5);
    expect(sns.filter((file) => ofEndUserMessaging.test(file))).toEqual([]);
    expect(other.filter((file) => ofEndUserMessaging.test(file)).length).toBeGreaterThan(5);
    expect(other.filter((file) => ofSns.test(file))).toEqual([]);
  });
});

describe('the bundle that takes events', () => {
  it('cannot send SMS, and has no message queue', () => {
    expect(
      filesOf('logto-events-handler').filter((file) => /client-(sns|sqs|pinpoint)|lambda\/send\.ts/.test(file)),
    ).toEqual([]);
  });

  it('is the same with both APIs but for the settings, so the package has it once', () => {
    const codeOf = (name: string) => bundleOf(name).code.split('\n').slice(1).join('\n');

    expect(codeOf('logto-events-handler for End User Messaging')).toBe(codeOf('logto-events-handler'));
    expect(packedFile('logto-events-handler', 'end-user-messaging')).toBe('logto-events-handler.mjs');
    expect(packedFile('handler', 'end-user-messaging')).toBe('handler.end-user-messaging.mjs');
  });
});

describe('the lists of this test', () => {
  it('name every entry', () => {
    const entries = readdirSync(LAMBDA_FOLDER).filter(
      (file) =>
        /\.ts$/.test(file) && /export async function handler\b/.test(readFileSync(join(LAMBDA_FOLDER, file), 'utf8')),
    );
    const bundled = new Set(Object.values(BUNDLES).map(([entry]) => `${entry}.ts`));
    expect(entries.sort()).toEqual([...bundled].sort());
  });

  it('name no package that is not in a bundle', () => {
    const deployed = NAMES.flatMap(packagesOf);
    expect(Object.keys(PACKAGES).filter((name) => !deployed.includes(name))).toEqual([]);
  });

  it('name no module of Node that no bundle loads', () => {
    const loaded = NAMES.flatMap(loadedBy);
    expect(NODE_MODULES.filter((name) => !loaded.includes(name))).toEqual([]);
  });
});

function bundleOf(name: string): Built {
  const found = built.get(name);
  if (!found) throw new Error(`${name} was not built.`);
  return found;
}

/** Returns the files of which a bundle contains at least one byte. */
function filesOf(name: string): string[] {
  return Object.values(bundleOf(name).metafile.outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((file) => (inputs[file]?.bytesInOutput ?? 0) > 0),
  );
}

function packagesOf(name: string): string[] {
  const names = filesOf(name).flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
  return [...new Set(names)];
}

/** Returns the modules of Node that a bundle loads. */
function loadedBy(name: string): string[] {
  const [output] = Object.values(bundleOf(name).metafile.outputs);
  return [...new Set(output?.imports.map(({ path }) => path.replace(/^node:/, '')))];
}
