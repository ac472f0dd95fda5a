import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import { decodeConfig } from '../config/load-config';
import { CommandError } from './cli/command-error';

/** A configuration file as it stands on the disk. */
export interface ConfigFile {
  /** As the operator named it. */
  readonly path: string;
  readonly bytes: Buffer;
  /** Without a byte order mark. */
  readonly text: string;
}

/**
 * Reads a configuration file so that it can be written again.
 *
 * @throws CommandError when it holds bytes that would be lost by that
 */
export function readConfigFile(path: string): ConfigFile {
  const bytes = readFileSync(path);
  const file = { path, bytes, text: decodeConfig(bytes) };
  if (encode(file.text, bytes).equals(bytes)) return file;
  throw new CommandError(`${path} is not valid UTF-8, and was not changed.`, 'Save it as UTF-8, then run this again.');
}

/**
 * Replaces the content of a configuration file, or leaves it as it is: another process sees the old or the new one. Its
 * encoding, byte order mark and permissions stay.
 *
 * @throws CommandError when the file has been changed since it was read, or cannot be written
 */
export function replaceConfigFile({ path, bytes }: ConfigFile, text: string): void {
  // The file that a symbolic link leads to, since a rename would replace the link.
  const target = realpathSync(path);
  const unfinished = `${target}.${process.pid}.tmp`;
  if (!readFileSync(target).equals(bytes)) {
    throw new CommandError(`${path} was changed by somebody else meanwhile, and was not written.`, 'Run this again.');
  }
  try {
    const { mode } = statSync(target);
    writeFileSync(unfinished, encode(text, bytes), { flag: 'wx' });
    chmodSync(unfinished, mode);
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(
      `${path} cannot be written (${code}), and was not changed.`,
      'The file and its folder must be writable for you. Then run this again.',
      { cause: error },
    );
  }
}

/** Encodes a text as a file is encoded, with its byte order mark if it has one. */
function encode(text: string, [first, second, third]: Buffer): Buffer {
  if (first === 0xff && second === 0xfe) return Buffer.from(`\uFEFF${text}`, 'utf16le');
  return Buffer.from(first === 0xef && second === 0xbb && third === 0xbf ? `\uFEFF${text}` : text);
}

/**
 * Sets one key in the text of a JSON object, and leaves every other character as it is. A new key comes last in its
 * object, on a line of its own if the key before it has one. (`modify` of jsonc-parser formats the key before it anew.)
 *
 * @param path the keys that lead to it; missing objects on the way are added
 */
export function withKey(text: string, path: readonly string[], value: unknown): string {
  const root = parseTree(text);
  if (!root) throw new Error('The text is not JSON.');
  const place = findNodeAtLocation(root, [...path]);
  if (place) {
    const before = text.slice(0, place.parent?.offset ?? 0);
    return text.slice(0, place.offset) + format(value, before, unitOf(root, text)) + text.slice(endOf(place));
  }
  const key = path[path.length - 1] ?? '';
  const parentPath = path.slice(0, -1);
  const parent = parentPath.length === 0 ? root : findNodeAtLocation(root, parentPath);
  // An object without keys shows no layout to follow.
  if (!parent?.children?.length) return withKey(text, parentPath, { [key]: value });
  const last = parent.children[parent.children.length - 1] as Node;
  const before = parent.children[parent.children.length - 2];
  const space = text.slice(before ? endOf(before) : parent.offset + 1, last.offset).replace(',', '');
  const property = `${JSON.stringify(key)}: ${format(value, space, unitOf(root, text))}`;
  return `${text.slice(0, endOf(last))},${space}${property}${text.slice(endOf(last))}`;
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}

/** The same content of a configuration file with one value set. @param path the keys that lead to it */
export function withValue(json: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown) {
  const { [key]: inner } = json;
  const below = typeof inner === 'object' && inner !== null ? { ...inner } : {};
  const changed: Record<string, unknown> = {
    ...json,
    [key]: rest.length === 0 ? value : withValue(below, rest, value),
  };
  return changed;
}

/** @param before the text before the key: if the key is the first in its line, each key of an object gets a line */
function format(value: unknown, before: string, unit: string): string {
  const line = /\r?\n[ \t]*$/.exec(before)?.[0];
  if (line === undefined) return JSON.stringify(value);
  return JSON.stringify(value, null, unit).replaceAll('\n', line);
}

/** The indentation of one level: that of the first key in the file. */
function unitOf(root: Node, text: string): string {
  const first = root.children?.[0];
  return (first && /\n([ \t]+)$/.exec(text.slice(0, first.offset))?.[1]) || '  ';
}
