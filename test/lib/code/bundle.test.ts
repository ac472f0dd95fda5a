import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';
import { parseConfig } from '../../../config/load-config';
import { settingsOf } from '../../../config/settings';
import { bundle } from '../../../lib/code/bundle';
import { LAMBDA_FOLDER } from '../../../lib/code/source-folder';

/**
 * Every package in the bundles, and why it is there. A new package makes every cold start slower. Before you add one
 * here, check whether an alias (`lib/code/bundle.ts`) avoids it.
 */
const PACKAGES = {
  '@aws-sdk/client-dynamodb': 'counts, and limits the rate',
  '@aws-sdk/client-secrets-manager': 'reads the token and the key',
  '@aws-sdk/client-sns': 'sends SMS',
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

/** Every entry that the stack deploys, and the settings compiled into it. */
const ENTRIES = { handler: settings, 'consumer-handler': settings, 'sms-attributes-handler': undefined };

interface Built {
  readonly code: string;
  readonly metafile: Metafile;
  /** What esbuild left in the folder. */
  readonly files: readonly string[];
}

const built = new Map<string, Built>();

beforeAll(() => {
  for (const [entry, entrySettings] of Object.entries(ENTRIES)) {
    const folder = mkdtempSync(join(tmpdir(), 'sms-bundle-'));
    const metafile = bundle(entry, folder, entrySettings);
    const code = readFileSync(join(folder, 'index.mjs'), 'utf8');
    built.set(entry, { code, metafile, files: readdirSync(folder) });
    rmSync(folder, { recursive: true });
  }
});

describe.each(Object.keys(ENTRIES))('bundle of %s', (entry) => {
  it('is one file, without a source map', () => {
    const { code, files } = bundleOf(entry);
    expect(files).toEqual(['index.mjs']);
    expect(code).not.toContain('sourceMappingURL');
  });

  it('makes Lambda wait for the preparation before the first request', () => {
    expect(bundleOf(entry).code.trimEnd()).toMatch(/export const\{handler\}=entry;await entry\.start\?\.\(\);$/);
  });

  it('contains no path of the machine that built it', () => {
    const { code } = bundleOf(entry);
    for (const path of [process.cwd(), homedir(), tmpdir()]) expect(code).not.toContain(`${path}/`);
  });

  it('contains only the listed packages', () => {
    expect(Object.keys(PACKAGES)).toEqual(expect.arrayContaining(packagesOf(entry)));
  });

  it('loads only the listed modules of Node', () => {
    expect(loadedBy(entry)).toContain('https');
    expect(NODE_MODULES).toEqual(expect.arrayContaining(loadedBy(entry)));
  });

  it('contains no credential provider that Lambda does not need, and nothing that a shim replaces', () => {
    const files = filesOf(entry).join('\n');
    const replaced =
      /credential-provider|sso|client-sts|nested-clients|token-providers|imds|event-streams\/|Sha256Js|Md5Js/i;
    expect(files).toContain('lambda/shims/environment-credentials.ts');
    expect(files.replaceAll('shims/no-event-streams', '')).not.toMatch(replaced);
  });

  it('contains only those of our files that run in Lambda', () => {
    const ourFiles = filesOf(entry).filter((file) => !/node_modules|^<define:/.test(file));
    expect(ourFiles).toContain(`lambda/${entry}.ts`);
    expect(ourFiles.filter((file) => !/^(lambda|contract|templates)\//.test(file))).toEqual([]);
  });

  it('stays small, because a cold start compiles all of it', () => {
    const { code } = bundleOf(entry);
    expect(Buffer.byteLength(code)).toBeLessThan(440_000);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(140_000);
  });
});

describe('the lists of this test', () => {
  it('name every entry', () => {
    const entries = readdirSync(LAMBDA_FOLDER).filter(
      (file) =>
        /\.ts$/.test(file) && /export async function handler\b/.test(readFileSync(join(LAMBDA_FOLDER, file), 'utf8')),
    );
    expect(entries.sort()).toEqual(
      Object.keys(ENTRIES)
        .map((entry) => `${entry}.ts`)
        .sort(),
    );
  });

  it('name no package that is not in a bundle', () => {
    const deployed = Object.keys(ENTRIES).flatMap(packagesOf);
    expect(Object.keys(PACKAGES).filter((name) => !deployed.includes(name))).toEqual([]);
  });

  it('name no module of Node that no bundle loads', () => {
    const loaded = Object.keys(ENTRIES).flatMap(loadedBy);
    expect(NODE_MODULES.filter((name) => !loaded.includes(name))).toEqual([]);
  });
});

function bundleOf(entry: string): Built {
  const found = built.get(entry);
  if (!found) throw new Error(`${entry} was not built.`);
  return found;
}

/** Returns the files of which a bundle contains at least one byte. */
function filesOf(entry: string): string[] {
  return Object.values(bundleOf(entry).metafile.outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((file) => (inputs[file]?.bytesInOutput ?? 0) > 0),
  );
}

function packagesOf(entry: string): string[] {
  const names = filesOf(entry).flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
  return [...new Set(names)];
}

/** Returns the modules of Node that a bundle loads. */
function loadedBy(entry: string): string[] {
  const [output] = Object.values(bundleOf(entry).metafile.outputs);
  return [...new Set(output?.imports.map(({ path }) => path.replace(/^node:/, '')))];
}
