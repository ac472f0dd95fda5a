import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { LocalApp } from '../local/local-app';
import { chromiumOptions } from './chromium';
import { type FreePorts, findFreePorts } from './examples/document-ports';
import { CONNECTOR_TOKEN, ExampleFolder } from './examples/example-folder';

const DOCUMENT = 'docs/inbox.md';
const PLAYWRIGHT = 'sign-in.spec.ts';
const CYPRESS = 'cypress/e2e/sign-in.cy.js';

let ports: FreePorts;
let folder: ExampleFolder;
let inbox: LocalApp | undefined;
let app: ChildProcess | undefined;

beforeEach(async () => {
  ports = await findFreePorts();
  folder = new ExampleFolder(DOCUMENT);
});
afterEach(async () => {
  await inbox?.stop();
  if (app?.kill()) await once(app, 'close');
  inbox = app = undefined;
  folder.remove();
});

/** Starts a program of Node in the app's folder, which finds the free ports behind those of the document. */
function start(...args: readonly string[]) {
  // Playwright does not run in a worker of Jest.
  const env = { ...process.env, JEST_WORKER_ID: undefined, ...ports.environment, CONNECTOR_TOKEN };
  return spawn(process.execPath, args, { cwd: folder.path, env });
}

/** Runs such a program, and returns all that it prints, and its exit code. */
async function run(...args: readonly string[]): Promise<{ output: string; exitCode: number }> {
  const program = start(...args);
  const closed = once(program, 'close');
  const output = await Promise.all([text(program.stdout), text(program.stderr)]);
  const [exitCode] = await closed;
  return { output: output.join('\n'), exitCode };
}

/** Starts the inbox of the document, and uses up the country's limit, as the tests of a long day do. */
async function startInboxAtLimit(): Promise<void> {
  folder.write('one-a-day.json', JSON.stringify({ brand: 'Acme', countries: ['US'], limits: { countryPerDay: 1 } }));
  inbox = LocalApp.start(['--quiet', '--config', join(folder.path, 'one-a-day.json')], {
    ...ports.environment,
    SMS_TOKEN: CONNECTOR_TOKEN,
  });
  const { endpoint, token } = await inbox.addresses();
  const requestCode = (to: string) =>
    fetch(endpoint, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ to, type: 'SignIn', payload: { code: '123456' } }),
    });
  await requestCode('16502530000');
  expect((await requestCode('16502530001')).headers.get('x-refusal')).toBe('limit-country');
}

describe('the example for Playwright', () => {
  /** The document's own configuration, and where this machine has its browser. */
  function runPlaywright() {
    const launchOptions = JSON.stringify(chromiumOptions(ports.chromiumArguments));
    folder.write(
      'here.config.ts',
      `import document from './playwright.config';
       export default { ...document, use: { ...document.use, launchOptions: ${launchOptions} } };`,
    );
    return run(require.resolve('@playwright/test/cli'), 'test', '--config=here.config.ts', '--reporter=line');
  }

  it('signs in as it stands in the document, and starts all that it needs', async () => {
    expect(await runPlaywright()).toEqual({ output: expect.stringContaining('1 passed'), exitCode: 0 });
  });

  it('signs in although an inbox runs already, in which a limit is reached', async () => {
    await startInboxAtLimit();

    expect(await runPlaywright()).toEqual({ output: expect.stringContaining('1 passed'), exitCode: 0 });
  });

  it('fails if nobody answers the dialog', async () => {
    folder.edit(PLAYWRIGHT, /^.*getByRole\('dialog'\).*\n/m, '');

    expect(await runPlaywright()).toEqual({ output: expect.stringContaining("getByText('Welcome')"), exitCode: 1 });
  });
});

describe('the example for Cypress', () => {
  beforeEach(async () => {
    app = start(require.resolve('tsx/cli'), join(__dirname, 'examples', 'app.ts'));
    await Promise.all([startInboxAtLimit(), once(app.stdout ?? app, 'data')]);
  });

  const runCypress = () => {
    const program = join(__dirname, 'examples', 'cypress.ts');
    return run(require.resolve('tsx/cli'), program, folder.path, CYPRESS, ...ports.chromiumArguments);
  };

  it('signs in as it stands in the document, although a limit is reached in the inbox', async () => {
    expect(await runCypress()).toEqual({ output: expect.stringContaining('✓ signs in by SMS'), exitCode: 0 });
  });

  it.each<[string, string | RegExp, string, RegExp]>([
    ['nobody answers the dialog', /^.*role=dialog.*\n/m, '', /against origin \S+:5173 but .* at origin \S+:3001/],
    [
      "cy.origin does not name Logto's origin",
      /cy\.origin\(.*\n([\s\S]*?)^ {2}\}\);/m,
      '$1',
      /against origin \S+:5173 .* Use cy\.origin/,
    ],
    ['the callback of cy.origin sees no arguments', '({ phone }) =>', '() =>', /phone is not defined/],
    ['the stand-in does not know a command', "cy.visit('/')", "cy.session('me')", /cy\.session is not among/],
    ['no SMS came', /latest\?.*wait=10s/, 'latest?to=+2', /an SMS came: 204 is not 200/],
  ])('fails if %s', async (_, before, after, fault) => {
    folder.edit(CYPRESS, before, after);

    expect(await runCypress()).toEqual({ output: expect.stringMatching(fault), exitCode: 1 });
  });
});
