import type { Browser, Page } from 'playwright-core';
import { send } from '../connector/send';
import { LocalApp } from '../local/local-app';
import { launchChromium } from './chromium';
import { type OpenInbox, openInbox } from './open-inbox';

let browser: Browser;
let app: LocalApp;
let server: { inbox: string; endpoint: string; token: string };
let open: OpenInbox;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  app = LocalApp.start(['--quiet', '--port', '0']);
  server = await app.addresses();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

beforeEach(async () => {
  await fetch(`${server.inbox}api/messages`, { method: 'DELETE' });
  open = await openInbox(browser, server.inbox, { permissions: ['clipboard-read', 'clipboard-write'] });
  page = open.page;
});
afterEach(async () => {
  expect(open.faults).toEqual([]);
  await open.close();
});

const signIn = { to: '4915112345678', type: 'SignIn', payload: { code: '012345', locale: 'de' } };
const messages = () => page.locator('#messages > li');
const conversations = () => page.locator('#conversations > li');

describe('a message that the connector sends', () => {
  it('appears without a reload, and without a request of the page', async () => {
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));

    expect(await send([signIn], server)).toEqual([{ status: 200, answer: 'sent' }]);
    await messages().waitFor();

    expect(requests).toEqual([]);
    expect(await messages().locator('.text').textContent()).toBe(
      '012345 ist Ihr Acme-Code zum Anmelden. Bitte geben Sie ihn nicht weiter.',
    );
    expect(await messages().locator('.to').textContent()).toBe('+4915112345678');
    expect(await messages().locator('dd').allTextContents()).toEqual([
      'SignIn',
      'de German',
      'DE Germany',
      'GSM-7',
      '1 segment',
    ]);
  });

  it('has a button that copies its code', async () => {
    await send([signIn], server);

    await messages().getByRole('button', { name: 'Copy 012345' }).click();

    await page.locator('#announcement', { hasText: 'Copied' }).waitFor({ state: 'attached' });
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('012345');
  });

  it('has a button that copies its code even without the clipboard API', async () => {
    await page.evaluate(
      `navigator.clipboard.writeText = () => Promise.reject(new DOMException('No', 'NotAllowedError'))`,
    );
    await send([signIn], server);

    await messages().getByRole('button', { name: 'Copy 012345' }).click();

    await page.locator('#announcement', { hasText: 'Copied' }).waitFor({ state: 'attached' });
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('012345');
  });

  it('is announced to screen readers', async () => {
    await send([signIn], server);

    await page
      .getByRole('status')
      .filter({ hasText: 'Message for +4915112345678: 012345 ist' })
      .waitFor({ state: 'attached' });
  });

  it('is shown as waiting in the queue until it is sent', async () => {
    await send([{ ...signIn, to: '4915115550101' }], server);

    await page.locator('.message.queued', { hasText: 'Waiting in the queue' }).waitFor();
    const announcement = page.getByRole('status').filter({ hasText: 'Waiting in the queue for +4915115550101' });
    await announcement.waitFor({ state: 'attached' });
    await page.locator('.message.sent').waitFor();
    expect(await messages().count()).toBe(1);
    expect(await messages().locator('.note').textContent()).toBe('');
    expect(await messages().getByRole('button', { name: 'Copy 012345' }).count()).toBe(1);
  });
});

describe('a message that arrives while the page loads', () => {
  it.each([
    ['before the list is read', 'api/messages'],
    ['after the list is read', 'api/setup'],
  ])('is shown, and later ones too: %s', async (_, held) => {
    const { release, isHeld } = await hold(held);
    const reloaded = page.reload();
    await isHeld;

    expect(await send([{ ...signIn, to: '4930901820' }], server)).toEqual([
      expect.objectContaining({ error: expect.anything() }),
    ]);
    // Longer than the page collects messages before it shows them.
    await page.waitForTimeout(100);
    release();
    await reloaded;

    await messages().filter({ hasText: 'Not a mobile number' }).waitFor();
    await send([signIn], server);
    await messages().filter({ hasText: '012345 ist' }).waitFor();
    expect(await messages().count()).toBe(2);
  });
});

/** Holds back the response to the page's next request of a path. `isHeld` resolves when the server has answered. */
async function hold(path: string): Promise<{ release: () => void; isHeld: Promise<void> }> {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const isHeld = new Promise<void>((resolve) => {
    void page.route(
      `**/${path}`,
      async (route) => {
        const response = await route.fetch();
        resolve();
        await held;
        await route.fulfill({ response });
      },
      { times: 1 },
    );
  });
  return { release, isHeld };
}

describe('a refusal', () => {
  it('is shown with its reason in words, and as the endpoint answered', async () => {
    await send(
      [
        { ...signIn, to: '4930901820' },
        { ...signIn, to: '18762101234' },
      ],
      server,
    );
    await send([signIn], server, 'Bearer not-the-token');

    await messages().nth(2).waitFor();
    expect(await messages().locator('.note').allTextContents()).toEqual([
      'Missing or wrong token 401 bad-token',
      'You do not serve the country of this number 403 country-not-allowed',
      'Not a mobile number 422 bad-number',
    ]);
    expect(await messages().locator('.to').allTextContents()).toEqual(['No number', '+18762101234', '4930901820']);
    expect(await messages().locator('.copy-code:visible').count()).toBe(0);
  });
});

describe('conversations', () => {
  beforeEach(async () => {
    const two = { ...signIn, to: '16502530000', payload: { code: '222222', locale: 'en' } };
    await send([signIn, two, { ...signIn, payload: { code: '333333' } }], server);
    await messages().nth(2).waitFor();
  });

  it('are one for each number, newest first, and open with a click', async () => {
    expect(await conversations().locator('.name').allTextContents()).toEqual([
      'All messages',
      '+4915112345678',
      '+16502530000',
    ]);

    await page.getByRole('link', { name: '+16502530000' }).first().click();

    await page.locator('h2#thread-title', { hasText: '+16502530000' }).waitFor();
    expect(await messages().count()).toBe(1);
    expect(await messages().locator('.to').isVisible()).toBe(false);
  });

  it('are found by part of the number, however it is written', async () => {
    for (const query of ['650253', '+1 (650) 253', '253-0000']) {
      await page.getByRole('searchbox').fill(query);
      expect(await conversations().locator('.name').allTextContents()).toEqual(['+16502530000']);
    }

    await page.getByRole('searchbox').fill('999');
    expect(await page.locator('#no-match').textContent()).toBe('No number matches.');
  });

  it('mark unread messages in the others', async () => {
    await page.getByRole('link', { name: '+16502530000' }).first().click();
    await send([{ ...signIn, payload: { code: '444444' } }], server);

    const other = conversations().filter({ hasText: '+4915112345678' });
    await other.getByText('unread').waitFor();
    await other.getByRole('link').click();
    await other.getByText('unread').waitFor({ state: 'hidden' });
  });

  it('disappear from every page when the inbox is cleared', async () => {
    const second = await openInbox(browser, server.inbox);
    await page.getByRole('button', { name: 'Clear' }).click();

    for (const one of [page, second.page]) {
      await one.getByRole('heading', { name: 'No messages yet' }).waitFor();
      expect(await one.locator('#messages > li').count()).toBe(0);
      expect(await one.locator('#announcement').textContent()).toBe('The inbox is empty');
    }
    await second.close();
  });
});

describe('a server that stops', () => {
  it('is reported, and the page reconnects by itself, with the new token', async () => {
    const port = new URL(server.inbox).port;
    await page.setViewportSize({ width: 360, height: 740 });
    await app.stop();
    await page.locator('#state', { hasText: 'Not connected' }).waitFor();
    expect(await page.evaluate(`getComputedStyle(document.querySelector('#state')).fontSize`)).not.toBe('0px');
    await page.setViewportSize({ width: 1200, height: 800 });

    app = LocalApp.start(['--quiet', '--port', port]);
    server = await app.addresses();
    await page.locator('#state', { hasText: 'Live' }).waitFor();

    await page.getByRole('button', { name: 'Connect Logto' }).click();
    expect(await page.locator('dialog[open] .authorization').textContent()).toBe(`Bearer ${server.token}`);
    // The browser's own messages about the broken connection.
    for (const fault of open.faults.splice(0)) expect(fault).toMatch(/net::ERR_/);
  });
});
