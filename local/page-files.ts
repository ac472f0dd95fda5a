import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Route } from './reply';

const PAGE_FOLDER = join(__dirname, 'page');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * The routes of the inbox page, by method and path: one for each file in `page/`, which is read once, and `/` for
 * `index.html`.
 *
 * @throws if a file has an extension of unknown content type
 */
export function pageRoutes(): Readonly<Record<string, Route>> {
  const files = readdirSync(PAGE_FOLDER).map((name) => [`GET /${name}`, fileRoute(name)] as const);
  const index = fileRoute('index.html');
  // Scripts that wait until a server is up, such as wait-on, send HEAD.
  return { ...Object.fromEntries(files), 'GET /': index, 'HEAD /': index };
}

function fileRoute(name: string): Route {
  const type = CONTENT_TYPES[extname(name)];
  if (type === undefined) {
    throw new Error(
      `local/page/${name} has no content type. Add its extension to CONTENT_TYPES in local/page-files.ts.`,
    );
  }
  const content = readFileSync(join(PAGE_FOLDER, name));
  return (_, response) => response.writeHead(200, { 'content-type': type }).end(content);
}
