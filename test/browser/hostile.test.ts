import type { Browser } from 'playwright-core';
import { LocalApp } from '../local/local-app';
import { launchChromium } from './chromium';
import { openInbox } from './open-inbox';

let browser: Browser;
let app: LocalApp;
let server: { inbox: string; endpoint: string; token: string };

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
});

async function post(body: object): Promise<void> {
  const headers = { authorization: `Bearer ${server.token}` };
  await fetch(server.endpoint, { method: 'POST', headers, body: JSON.stringify(body) });
}

const SCRIPT = '<img src=x onerror=alert(1)><script>alert(2)</script><svg onload=alert(3)>';

describe('what a stranger sends', () => {
  it.each([
    ['markup', SCRIPT],
    ['entities and placeholders', '&lt;b&gt; &amp; {{code}} {1} `'],
    ['an override of the text direction', '\u202Emoc.live\u202C pay \u2066\u202E654321'],
    ['1,600 characters without a space', 'W'.repeat(1_600)],
    ['emoji with joiners and flags', '👩‍👩‍👧‍👦🏳️‍🌈🇩🇪'.repeat(30)],
    ['many combining accents', 'Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d'.repeat(40)],
    ['many lines', `one${'\n'.repeat(100)}two`],
    ['a WebOTP line of markup', 'Your code is 123456.\n\n@<img/src=x/onerror=alert(4)> #<b>1</b>'],
    ['a link with a code', 'https://evil.example/?code=123456 javascript:alert(5)'],
    ['Arabic and Latin', 'رمز Acme هو 123456 https://acme.example'],
  ])('is shown as text, unchanged: %s', async (_, text) => {
    const { page, faults, close } = await openInbox(browser, server.inbox, {
      viewport: { width: 360, height: 740 },
      hash: '#all',
    });

    await post({ to: '4915112345678', message: text });

    const bubble = page.locator('#messages .text');
    await bubble.waitFor();
    expect(await bubble.textContent()).toBe(text);
    expect(await page.locator('#messages :is(img, script, svg, iframe, b, a[href^="http"])').count()).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(faults).toEqual([]);
    await close();
  });

  it.each([
    ['markup', SCRIPT],
    ['an override of the text direction', '\u202E876543211594'],
    ['half a surrogate pair', 'x\ud800y'],
    ['4,000 characters', 'x'.repeat(4_000)],
    ['characters with a meaning in selectors and addresses', '"]\\ %zz #to=&?/'],
    ['the name of a prototype', '__proto__'],
  ])('gets a conversation, even if its number is no number: %s', async (_, to) => {
    const { page, faults, close } = await openInbox(browser, server.inbox);
    await post({ to, type: '<b>', payload: { code: '123456', locale: '<i>' } });

    await page.locator('#conversations a').nth(1).click();

    const title = page.locator('#thread-title', { hasNotText: 'All messages' });
    await title.waitFor();
    expect(await title.textContent()).toBe(to.toWellFormed());
    expect(await page.locator('#messages > li').count()).toBe(1);
    expect(await page.locator('#messages :is(img, script, svg, b, i)').count()).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1_200);
    expect(faults).toEqual([]);
    await close();
  });

  it('is refused with the names of its keys, of which none is markup or a number', async () => {
    const { page, faults, close } = await openInbox(browser, server.inbox, { hash: '#all' });

    await post({ [SCRIPT]: 'x', '4915112345678': 'x', text_content: 'Your code is 123456.' });

    const note = page.locator('#messages .note');
    await note.waitFor();
    const text = (await note.textContent()) ?? '';
    expect(text).toContain('400 bad-request The request has the keys ?, ?, text_content. In the connector, name');
    expect(text.replace('400', '')).not.toMatch(/\d/);
    expect(await page.locator('#messages :is(img, script, svg)').count()).toBe(0);
    expect(faults).toEqual([]);
    await close();
  });

  it('is stopped by the content security policy if it became markup after all', async () => {
    const { page, faults, close } = await openInbox(browser, server.inbox);

    await page.evaluate(`try { document.body.innerHTML = '<img src=x onerror=alert(1)>' } catch {}`);
    await page
      .evaluate(
        `document.body.append(Object.assign(document.createElement('script'), { src: 'https://evil.example/x.js' }))`,
      )
      .catch(() => undefined);
    await page.evaluate(`fetch('https://evil.example/').catch(() => undefined)`);

    expect(faults.join('\n')).toMatch(/Trusted/);
    expect(faults.join('\n')).not.toMatch(/A window|A request to https:\/\/evil/);
    await close();
  });
});
