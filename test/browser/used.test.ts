import type { Browser } from 'playwright-core';
import { postSignIn, signatureOf } from '../fixtures/logto-event';
import { LocalApp } from '../local/local-app';
import { launchChromium } from './chromium';
import { openInbox } from './open-inbox';

let browser: Browser;
let app: LocalApp;

beforeAll(async () => {
  browser = await launchChromium();
  app = LocalApp.start(['--quiet', '--port', '0']);
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

describe('the inbox of a Logto with a webhook', () => {
  it('shows at once which codes were used, and nothing about it before', async () => {
    const { inbox, endpoint, token } = await app.addresses();
    for (const to of ['12015550123', '12015550124']) {
      const body = JSON.stringify({ to, type: 'SignIn', payload: { code: '012345' } });
      await fetch(endpoint, { method: 'POST', headers: { authorization: token }, body });
    }
    const { page, faults, close } = await openInbox(browser, inbox, { hash: '#all' });
    const of = (number: string) => page.locator('.message').filter({ hasText: number });
    expect(await page.locator('.message').allInnerTexts()).toHaveLength(2);
    expect(await page.getByText('used').count()).toBe(0);

    const body = JSON.stringify(postSignIn(Date.now(), '12015550123'));
    const headers = { 'logto-signature-sha-256': signatureOf(body) };
    expect((await fetch(new URL('/logto-events', inbox), { method: 'POST', headers, body })).status).toBe(200);

    await of('+12015550123').getByText('✓ used').waitFor();
    await of('+12015550124').getByText('not used yet').waitFor();
    await page.reload();
    await of('+12015550123').getByText('✓ used').waitFor();
    expect(faults).toEqual([]);
    await close();
  });
});
