import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Reply } from './reply';

const PAGE = join(__dirname, 'page');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The inbox page: the reply to the path of each of its files, read once. Paths that are no file's have none. */
export function pageFiles(): Readonly<Record<string, Reply>> {
  const files = readdirSync(PAGE).map((name) => [`GET /${name}`, file(name)] as const);
  const index = file('index.html');
  // Scripts that wait for a server ask by HEAD (wait-on and its like).
  return { ...Object.fromEntries(files), 'GET /': index, 'HEAD /': index };
}

function file(name: string): Reply {
  const type = TYPES[extname(name)];
  if (type === undefined) throw new Error(`local/page/${name} has no content type.`);
  const content = readFileSync(join(PAGE, name));
  return (_, response) => response.writeHead(200, { 'content-type': type }).end(content);
}
