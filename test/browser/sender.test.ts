import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { LocalApp } from '../local/local-app';
import { launchChromium } from './chromium';
import { openInbox } from './open-inbox';

const SENDER = { api: 'end-user-messaging', identity: 'pool-0123', countryIdentities: { US: 'phone-0123' } };

let browser: Browser;
let app: LocalApp;
let folder: string;

beforeAll(async () => {
  browser = await launchChromium();
  folder = mkdtempSync(join(tmpdir(), 'sms-sender-'));
  const config = join(folder, 'sms.config.json');
  writeFileSync(config, JSON.stringify({ brand: 'Acme', countries: ['US', 'DE'], sender: SENDER }));
  app = LocalApp.start(['--quiet', '--port', '0', '--config', config]);
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  rmSync(folder, { recursive: true });
});

describe('the inbox of an endpoint that sends through End User Messaging', () => {
  it('shows who each SMS would be from, and why AWS refuses one', async () => {
    const { inbox, endpoint, token } = await app.addresses();
    for (const to of ['4915112345678', '12015550123', '12015550107']) {
      const body = JSON.stringify({ to, type: 'SignIn', payload: { code: '012345' } });
      await fetch(endpoint, { method: 'POST', headers: { authorization: token }, body });
    }
    const { page, faults, close } = await openInbox(browser, inbox, { hash: '#all' });

    const messages = await page.locator('.message').allInnerTexts();
    const found = (text: string) => messages.filter((message) => message.includes(text));
    expect(messages).toHaveLength(3);
    expect(found('From pool-0123')).toHaveLength(1);
    expect(found('From phone-0123')).toHaveLength(2);
    expect(found('The owner of this number has sent STOP')).toEqual([expect.stringContaining('403 opted-out')]);
    expect(faults).toEqual([]);
    await close();
  });

  it('offers the numbers with the reasons of End User Messaging', async () => {
    const { inbox } = await app.addresses();
    const { page, close } = await openInbox(browser, inbox);
    await page.locator('#open-send').click();

    const names = await page.locator('#send option').allInnerTexts();
    expect(names).toEqual(expect.arrayContaining(['throttled', 'opted-out', 'no-sender', 'spend-limit']));
    await close();
  });
});
