import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';
import { parseConfig } from '../../../config/load-config';
import { settingsOf } from '../../../config/settings';
import { bundle, LAMBDA_FOLDER } from '../../../lib/code/bundle';

/**
 * Whatever comes to be deployed is written down here, with what it is for. A package that is missing from this list costs
 * every person who meets a cold start: see whether an alias (`lib/code/bundle.ts`) spares it.
 */
const PACKAGES = {
  '@aws-sdk/client-dynamodb': 'counts, and holds the pace',
  '@aws-sdk/client-secrets-manager': 'reads the token and the key',
  '@aws-sdk/client-sns': 'sends',
  '@aws-sdk/client-sqs': 'queues what has to wait',
  '@aws-sdk/core': 'protocols, signing and user agent of all clients',
  '@aws-sdk/dynamodb-codec': "DynamoDB's own JSON",
  '@aws-sdk/middleware-sdk-sqs': 'checks that SQS queued what was sent',
  '@aws-sdk/xml-builder': "reads SNS's XML",
  '@aws/lambda-invoke-store': "hands on Lambda's trace id",
  '@smithy/core': 'middleware, schemas, retries',
  '@smithy/node-http-handler': 'HTTP',
  '@smithy/signature-v4': 'signs',
  '@smithy/types': "the middlewares' names",
  'libphonenumber-js': 'tells mobile numbers and their countries',
  valibot: 'reads what came in',
};

/** Each costs its loading; what is not here (HTTP/2, zlib, child processes …) nothing of ours needs. */
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

/** What the stack deploys, and what is compiled into it. */
const ENTRIES = { handler: settings, 'consumer-handler': settings, 'sms-attributes-handler': undefined };

interface Built {
  readonly code: string;
  readonly metafile: Metafile;
  /** What esbuild left in the folder. */
  readonly files: readonly string[];
}

const built = new Map<string, Built>();

beforeAll(() => {
  for (const [entry, compiledIn] of Object.entries(ENTRIES)) {
    const folder = mkdtempSync(join(tmpdir(), 'sms-bundle-'));
    const metafile = bundle(entry, folder, compiledIn);
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

  it('lets Lambda wait for what is done before the first request', () => {
    expect(bundleOf(entry).code.trimEnd()).toMatch(/export const\{handler\}=entry;await entry\.start\?\.\(\);$/);
  });

  it('holds no path of the machine that built it', () => {
    const { code } = bundleOf(entry);
    for (const path of [process.cwd(), homedir(), tmpdir()]) expect(code).not.toContain(`${path}/`);
  });

  it('is made of nothing but the packages that are written down', () => {
    expect(Object.keys(PACKAGES)).toEqual(expect.arrayContaining(packagesOf(entry)));
  });

  it("loads only those of Node's modules that are written down", () => {
    expect(loadedBy(entry)).toContain('https');
    expect(NODE_MODULES).toEqual(expect.arrayContaining(loadedBy(entry)));
  });

  it('holds nothing of the sources of credentials that Lambda does not have, and none of what is replaced', () => {
    const files = filesOf(entry).join('\n');
    const replaced =
      /credential-provider|sso|client-sts|nested-clients|token-providers|imds|event-streams\/|Sha256Js|Md5Js/i;
    expect(files).toContain('lambda/shims/environment-credentials.ts');
    expect(files.replaceAll('shims/no-event-streams', '')).not.toMatch(replaced);
  });

  it('holds nothing of ours but what runs in Lambda', () => {
    const own = filesOf(entry).filter((file) => !/node_modules|^<define:/.test(file));
    expect(own).toContain(`lambda/${entry}.ts`);
    expect(own.filter((file) => !/^(lambda|contract|templates)\//.test(file))).toEqual([]);
  });

  it('stays small, since every byte is compiled at a cold start', () => {
    const { code } = bundleOf(entry);
    expect(Buffer.byteLength(code)).toBeLessThan(440_000);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(140_000);
  });
});

describe('what these promises are about', () => {
  it('is every entry that there is', () => {
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

  it('is every package that is written down, and no longer list', () => {
    const deployed = Object.keys(ENTRIES).flatMap(packagesOf);
    expect(Object.keys(PACKAGES).filter((name) => !deployed.includes(name))).toEqual([]);
  });

  it("is every module of Node's that is written down", () => {
    const loaded = Object.keys(ENTRIES).flatMap(loadedBy);
    expect(NODE_MODULES.filter((name) => !loaded.includes(name))).toEqual([]);
  });
});

function bundleOf(entry: string): Built {
  const found = built.get(entry);
  if (!found) throw new Error(`${entry} was not built.`);
  return found;
}

/** The files that are in a bundle, without those of which nothing was left. */
function filesOf(entry: string): string[] {
  return Object.values(bundleOf(entry).metafile.outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((file) => (inputs[file]?.bytesInOutput ?? 0) > 0),
  );
}

function packagesOf(entry: string): string[] {
  const names = filesOf(entry).flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
  return [...new Set(names)];
}

/** Node's modules that a bundle loads. */
function loadedBy(entry: string): string[] {
  const [output] = Object.values(bundleOf(entry).metafile.outputs);
  return [...new Set(output?.imports.map(({ path }) => path.replace(/^node:/, '')))];
}
