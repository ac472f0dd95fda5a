import { AssertionError, strictEqual } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import type { Locator, Page } from 'playwright-core';

/** How long a command waits for the page, in milliseconds. Cypress gives up after 4 s, but this machine may be busy. */
const TIMEOUT = 10_000;

/** What a command returns, so that others can follow. */
export interface Chain {
  contains(selector: string, text?: string): Chain;
  type(text: string): Chain;
  click(): Chain;
  then(callback: (subject: unknown) => void): Chain;
}

/** `cy`, and what runs the commands that it collects. */
export interface Commands {
  readonly cy: object;
  /** Runs what a test or a callback asks of `cy`, command by command, in order. Throws what the first failure says. */
  readonly run: (ask: () => unknown) => Promise<void>;
}

/** An object that throws where it lacks a property, so that no example passes by a command that nobody carried out. */
export function strict<T extends object>(name: string, known: T): T {
  return new Proxy(known, {
    get(target, key, receiver) {
      if (!(key in target))
        throw new Error(`${name}.${String(key)} is not among what this stand-in for Cypress knows.`);
      return Reflect.get(target, key, receiver);
    },
  });
}

/** Chai's `expect`, as far as the examples use it. */
export const expectValue = (actual: unknown, message?: string) =>
  strict('expect(…)', {
    to: strict('expect(…).to', {
      equal: (expected: unknown) =>
        strictEqual(actual, expected, message && `${message}: ${actual} is not ${expected}`),
      be: strict('expect(…).to.be', {
        get null() {
          strictEqual(actual, null, `${message ?? 'expected null'}: ${actual}`);
          return true;
        },
      }),
    }),
  });

/**
 * The commands of Cypress that the examples use, on a page of Playwright. As in Cypress 14, a command outside `cy.origin`
 * fails on a page of another origin than the visited one, and the callback of `cy.origin` sees nothing but its arguments.
 *
 * @param globals what the callback of `cy.origin` sees besides `cy`
 */
export function cypressCommands(page: Page, baseUrl: string, globals: object): Commands {
  let pending: (() => Promise<void>)[] = [];
  let origin = new URL(baseUrl).origin;

  async function run(ask: () => unknown): Promise<void> {
    const outer = pending;
    const own: typeof pending = [];
    pending = own;
    ask();
    for (const command of own) await command();
    pending = outer;
  }

  /** Waits until the page has the origin that the commands are for. */
  async function expectOrigin(): Promise<void> {
    const end = Date.now() + TIMEOUT;
    for (let actual = ''; Date.now() < end; await sleep(50)) {
      actual = new URL(page.url()).origin;
      if (actual === origin) return;
    }
    throw new AssertionError({
      message: `The command was expected to run against origin ${origin} but the application is at origin ${new URL(page.url()).origin}. Use cy.origin.`,
    });
  }

  async function found(locator: Locator): Promise<Locator> {
    await expectOrigin();
    await locator.first().waitFor({ state: 'attached', timeout: TIMEOUT });
    return locator;
  }

  /** The first element with the text, in its case. */
  function containing(within: Page | Locator, selector: string, text?: string): Promise<Locator> {
    const exactCase = (words: string) => new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const locator =
      text === undefined
        ? within.getByText(exactCase(selector))
        : within.locator(selector, { hasText: exactCase(text) });
    return found(locator.first());
  }

  function chain(command: () => Promise<unknown>): Chain {
    let subject: unknown;
    const enqueue = (next: () => Promise<unknown>): Chain => {
      pending.push(async () => {
        subject = await next();
      });
      return chained;
    };
    const onElement = (act: (element: Locator) => Promise<unknown>) =>
      enqueue(async () => {
        await expectOrigin();
        await act(subject as Locator);
        return subject;
      });
    const chained = strict<Chain>('cy.…()', {
      contains: (selector, text) => enqueue(() => containing(subject as Locator, selector, text)),
      click: () => onElement((element) => element.click({ timeout: TIMEOUT })),
      type: (text) =>
        onElement(async (element) => {
          if (text.includes('{')) throw new Error(`cy.type("${text}"): this stand-in types no special keys.`);
          await element.click({ timeout: TIMEOUT });
          // To whatever has the focus, as Cypress does when the page moves it.
          await page.keyboard.type(text);
        }),
      // biome-ignore lint/suspicious/noThenProperty: the name of Cypress's command, and nothing awaits a chain.
      then: (callback) =>
        enqueue(async () => {
          await run(() => callback(subject));
          return subject;
        }),
    });
    return enqueue(command);
  }

  const cy = strict('cy', {
    visit: (path: string) =>
      chain(async () => {
        await page.goto(new URL(path, baseUrl).href);
        origin = new URL(page.url()).origin;
      }),
    get: (selector: string) => chain(() => found(page.locator(selector))),
    contains: (selector: string, text?: string) => chain(() => containing(page, selector, text)),
    request: (...args: [url: string] | [method: string, url: string]) =>
      chain(async () => {
        const [method, url] = args.length === 1 ? ['GET', args[0]] : args;
        const response = await fetch(url, { method });
        if (!response.ok) throw new Error(`cy.request("${url}") failed: ${response.status}`);
        const text = await response.text();
        const isJson = response.headers.get('content-type')?.includes('json');
        return { status: response.status, body: isJson ? JSON.parse(text) : text };
      }),
    origin: (other: string, { args }: { readonly args: unknown }, callback: (args: unknown) => void) =>
      chain(async () => {
        const visited = origin;
        origin = new URL(other).origin;
        // Cypress sends the source to the other origin, so nothing around it comes along.
        const sent = runInNewContext(`(${callback})`, { ...globals, cy });
        await run(() => sent(structuredClone(args)));
        origin = visited;
      }),
  });
  return { cy, run };
}
