import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cdk, ROOT } from './cdk';

/** The values of CloudFormation's pseudo parameters, such as `AWS::Region`. */
export type PseudoParameters = Readonly<Record<string, string>>;

/**
 * The resources that an update from one template to another removes or replaces, by AWS's own list of the properties that
 * "require replacement", which `cdk diff` knows. An emulator updates some of them in place.
 *
 * @param folder an existing folder that takes the files for `cdk diff`
 * @returns a line of `cdk diff` for each: its type, path and logical id, and what becomes of it
 */
export async function replacements(
  previous: unknown,
  next: unknown,
  parameters: PseudoParameters,
  folder: string,
): Promise<string[]> {
  const assembly = join(folder, 'diff.out');
  mkdirSync(assembly, { recursive: true });
  const previousFile = join(folder, 'previous.template.json');
  const write = (path: string, content: unknown) => writeFileSync(path, JSON.stringify(content));
  write(previousFile, resolvePseudoParameters(previous, parameters));
  write(join(assembly, 'stack.template.json'), resolvePseudoParameters(next, parameters));
  write(join(assembly, 'manifest.json'), MANIFEST);
  const printed = await cdk(['diff', '--app', assembly, '--template', previousFile], folder, ROOT, OFFLINE);
  return printed.split('\n').filter((line) => /^\[.\] AWS::.* (replace|may be replaced|destroy|orphan)$/.test(line));
}

/** An environment in which the CLI reaches no network: it compares two files. */
const OFFLINE = {
  PATH: process.env.PATH,
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

/** The least that the CLI takes for an app that was synthesized. */
const MANIFEST = {
  version: '36.0.0',
  artifacts: {
    stack: {
      type: 'aws:cloudformation:stack',
      environment: 'aws://000000000000/eu-central-1',
      properties: { templateFile: 'stack.template.json' },
    },
  },
};

/**
 * A template with the values of pseudo parameters in it, as CloudFormation compares it. A stack that knows its account and
 * Region has them written out where another one has references, and that is no difference.
 */
function resolvePseudoParameters(part: unknown, parameters: PseudoParameters): unknown {
  const resolve = (inner: unknown) => resolvePseudoParameters(inner, parameters);
  if (Array.isArray(part)) return part.map(resolve);
  if (typeof part !== 'object' || part === null) return part;
  const { Ref, 'Fn::Sub': text, 'Fn::Join': joined } = part as Record<string, unknown>;
  if (typeof Ref === 'string') return parameters[Ref] ?? part;
  if (typeof text === 'string') {
    const resolved = text.replace(/\$\{(AWS::\w+)\}/g, (reference, name) => parameters[name] ?? reference);
    return resolved.includes('${') ? { 'Fn::Sub': resolved } : resolved;
  }
  if (Array.isArray(joined) && joined[0] === '' && Array.isArray(joined[1])) {
    const pieces = mergeTexts(joined[1].map(resolve));
    return pieces.length === 1 && typeof pieces[0] === 'string' ? pieces[0] : { 'Fn::Join': ['', pieces] };
  }
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, resolve(value)]));
}

/** Joins texts that follow each other. */
function mergeTexts(pieces: readonly unknown[]): unknown[] {
  const merged: unknown[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') merged[merged.length - 1] = last + piece;
    else merged.push(piece);
  }
  return merged;
}
