import type { Browser, Page } from 'playwright-core';
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
  await post('16502530000', '111111');
  await post('4915112345678', '222222');
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});
beforeEach(async () => {
  open = await openInbox(browser, server.inbox, { permissions: ['clipboard-read', 'clipboard-write'] });
  page = open.page;
});
afterEach(async () => {
  expect(open.faults).toEqual([]);
  await open.close();
});

async function post(to: string, code: string): Promise<void> {
  const body = JSON.stringify({ to, type: 'SignIn', payload: { code } });
  await fetch(server.endpoint, { method: 'POST', headers: { authorization: server.token }, body });
}

const focusedElement = () => page.evaluate(`(document.activeElement.id || document.activeElement.textContent).trim()`);

describe('the keyboard', () => {
  it('moves through the conversations with the arrow keys, opens one with Enter, and shows all with a', async () => {
    await page.keyboard.press('/');
    expect(await focusedElement()).toBe('search');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
    await page.locator('#thread-title', { hasText: '+4915112345678' }).waitFor();

    await page.keyboard.press('a');
    await page.locator('#thread-title', { hasText: 'All messages' }).waitFor();
  });

  it('copies the newest code with c', async () => {
    await page.keyboard.press('c');

    await page.locator('#announcement', { hasText: 'Copied' }).waitFor({ state: 'attached' });
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('222222');
  });

  it('keeps the focus on a conversation that moves up because of a new message', async () => {
    const link = page.locator('#conversations a', { hasText: '+16502530000' });
    await link.focus();

    await post('16502530000', '333333');
    await page.locator('#conversations a', { hasText: '333333' }).waitFor();
    expect(await focusedElement()).toMatch(/^\+16502530000/);
  });

  it.each([
    ['n', '#send-dialog'],
    ['?', '#keys-dialog'],
  ])('opens a dialog with %s, and Escape returns the focus', async (key, dialog) => {
    await page.locator('#clear').focus();
    await page.keyboard.press(key);
    await page.locator(dialog).waitFor();

    await page.keyboard.press('Escape');

    await page.locator(dialog).waitFor({ state: 'hidden' });
    expect(await focusedElement()).toBe('clear');
  });

  it('does nothing while somebody types, nor with Ctrl, nor when single-key shortcuts are off', async () => {
    await page.locator('#search').fill('n?a');
    await page.locator('#search').press('n');
    await page.locator('#clear').focus();
    await page.keyboard.press('Control+n');
    expect(await page.locator('dialog[open]').count()).toBe(0);

    await page.keyboard.press('?');
    await page.getByLabel('Use single-key shortcuts').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    expect(await page.locator('dialog[open]').count()).toBe(0);

    await page.reload();
    await page.locator('#state', { hasText: 'Live' }).waitFor();
    await page.keyboard.press('n');
    expect(await page.locator('dialog[open]').count()).toBe(0);
  });

  it('works where the browser stores nothing', async () => {
    await page.addInitScript(`Object.defineProperty(window, 'localStorage', {
      get: () => { throw new DOMException('No', 'SecurityError'); },
    })`);
    await page.reload();
    await page.locator('#state', { hasText: 'Live' }).waitFor();

    await page.keyboard.press('?');
    await page.getByLabel('Use single-key shortcuts').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');

    expect(await page.locator('dialog[open]').count()).toBe(0);
  });

  it('announces in a dialog that something was copied', async () => {
    await page.locator('#open-connect').click();
    await page.getByRole('button', { name: 'Copy Endpoint', exact: true }).press('Enter');

    await page.locator('dialog[open]').getByRole('status').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
  });

  it('reaches everything with Tab, and shows the focus', async () => {
    const seen = new Set<string>();
    for (let press = 0; press < 20; press++) {
      await page.keyboard.press('Tab');
      seen.add(String(await focusedElement()));
      // After the last control the focus is on the browser's own controls once.
      expect(
        await page.evaluate(
          `document.activeElement.matches('body') || getComputedStyle(document.activeElement).outlineStyle`,
        ),
      ).not.toBe('none');
    }
    expect([...seen]).toEqual(
      expect.arrayContaining(['open-send', 'open-connect', 'open-keys', 'clear', 'search', 'Copy 222222']),
    );
  });
});
