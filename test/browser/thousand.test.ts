import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { LocalApp } from '../local/local-app';
import { launchChromium } from './chromium';
import { openInbox } from './open-inbox';

let browser: Browser;
let app: LocalApp;
let folder: string;
let server: { inbox: string; endpoint: string; token: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sms-config-'));
  const config = join(folder, 'sms.config.json');
  const limits = {
    numberPer10Minutes: false,
    numberPerDay: false,
    clientPerHour: false,
    countryPerDay: false,
    perDay: false,
  };
  writeFileSync(config, JSON.stringify({ brand: 'Acme', countries: ['DE'], limits, sendsPerSecond: 1_000 }));
  browser = await launchChromium();
  app = LocalApp.start(['--quiet', '--port', '0', '--config', config]);
  server = await app.addresses();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  rmSync(folder, { recursive: true });
});

async function post(index: number): Promise<void> {
  const to = `49151${String(12_000_000 + index)}`;
  const body = JSON.stringify({ to, type: 'SignIn', payload: { code: String(100_000 + index), locale: 'de' } });
  await fetch(server.endpoint, { method: 'POST', headers: { authorization: server.token }, body });
}

describe('more than a thousand messages', () => {
  it('are limited to the last thousand, live and after a reload, and only new ones are built', async () => {
    const { page, faults, close } = await openInbox(browser, server.inbox);
    const shown = page.locator('#messages > li');

    for (let start = 0; start < 1_100; start += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, index) => post(start + index)));
    }
    await page.locator('#messages .code', { hasText: '101099' }).waitFor();
    expect(await shown.count()).toBe(1_000);
    expect(await page.locator('#conversations > li').count()).toBe(1_001);

    await page.evaluate(`window.before = new Set(document.querySelectorAll('#messages > li'))`);
    await post(1_100);
    await page.locator('#messages .code', { hasText: '101100' }).waitFor();
    expect(await shown.count()).toBe(1_000);
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('#messages > li')].filter((item) => !before.has(item)).length`,
      ),
    ).toBe(1);

    await page.reload();
    await shown.nth(999).waitFor({ state: 'attached' });
    expect(await shown.count()).toBe(1_000);
    // The browser lays out only the visible ones, which keeps the page fast.
    expect(await isLaidOut(page, 0)).toBe(true);
    expect(await isLaidOut(page, 500)).toBe(false);
    expect(faults).toEqual([]);
    await close();
  });
});

/** Whether the browser has laid out the bubble at an index. It skips those far out of sight. */
async function isLaidOut(page: Page, index: number): Promise<unknown> {
  return page.evaluate(
    `document.querySelectorAll('#messages .bubble')[${index}].checkVisibility({ contentVisibilityAuto: true })`,
  );
}
