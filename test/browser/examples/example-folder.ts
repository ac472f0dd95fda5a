import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../../built/built';

/** The token in the document's configuration of Playwright. */
export const CONNECTOR_TOKEN = 'the-token-in-logtos-connector';

/** The files that a document tells its reader to write: each code block that starts with a path as its comment. */
export function filesIn(document: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const blocks = text.matchAll(/^```\w+\n(\/\/ (\S+\.\w+)\n[\s\S]*?)^```$/gm);
  return new Map([...blocks].map(([, code = '', path = '']) => [path, code]));
}

/** An app with a document's files in it, beside this project, as the document supposes. */
export class ExampleFolder {
  private readonly parent = mkdtempSync(join(tmpdir(), 'example-'));
  /** The folder of the app. */
  readonly path = join(this.parent, 'app');

  /** @param document its path in this project */
  constructor(document: string) {
    mkdirSync(this.path);
    symlinkSync(ROOT, join(this.parent, 'logto-sms-aws'));
    symlinkSync(join(ROOT, 'node_modules'), join(this.path, 'node_modules'));
    const dev = [require.resolve('tsx/cli'), join(__dirname, 'app.ts')].map((path) => JSON.stringify(path)).join(' ');
    this.write('package.json', JSON.stringify({ private: true, scripts: { dev: `node ${dev}` } }));
    for (const [path, code] of filesIn(document)) this.write(path, code);
  }

  /** Writes a file, or replaces it. */
  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.path, path)), { recursive: true });
    writeFileSync(join(this.path, path), text);
  }

  /** Changes a file of the document. Throws if it does not contain `before`. */
  edit(path: string, before: string | RegExp, after: string): void {
    const text = readFileSync(join(this.path, path), 'utf8');
    const edited = text.replace(before, after);
    if (edited === text) throw new Error(`${path} does not contain ${before}.`);
    this.write(path, edited);
  }

  /** Removes the folder and all in it. */
  remove(): void {
    rmSync(this.parent, { recursive: true });
  }
}
