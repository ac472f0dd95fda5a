import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { LocalApp } from '../local/local-app';
import { launchChromium } from './chromium';
import { openInbox } from './open-inbox';

let browser: Browser;
let empty: LocalApp;
let full: LocalApp;
const inboxes: Record<string, string> = {};
let post: (body: object) => Promise<unknown>;

beforeAll(async () => {
  browser = await launchChromium();
  empty = LocalApp.start(['--quiet', '--port', '0']);
  full = LocalApp.start(['--quiet', '--port', '0']);
  inboxes.empty = (await empty.addresses()).inbox;
  const { inbox, endpoint, token } = await full.addresses();
  inboxes.full = inbox;
  const bodies = [
    { to: '4915112345678', type: 'SignIn', payload: { code: '012345', locale: 'de' } },
    { to: '4915112345678', type: 'SignIn', payload: { code: '012345', locale: 'de' } },
    { to: '447860019066', message: `Your code is 123456. ${'x'.repeat(160)}\n\n@acme.example #123456` },
    { to: '33755512501', type: 'ForgotPassword', payload: { code: '990021', locale: 'ar' } },
    { to: '4915115550106', type: 'BindMfa', payload: { code: '664201', locale: 'tr-TR' } },
    { to: '4930901820', type: 'SignIn', payload: { code: '012345' } },
    { to: '1234567890', type: 'SignIn', payload: { code: '012345' } },
    { recipient: '4915112345678', text_content: 'Your code is 123456.' },
    {},
  ];
  post = (body) => fetch(endpoint, { method: 'POST', headers: { authorization: token }, body: JSON.stringify(body) });
  for (const body of bodies) await post(body);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([empty?.stop(), full?.stop()]);
});

const WIDTHS = { wide: 1_200, narrow: 360 };
const screens: [name: string, inbox: string, hash: string, go: (page: Page) => Promise<void>][] = [
  ['the empty inbox', 'empty', '', async () => undefined],
  ['the conversations', 'full', '', async () => undefined],
  ['all messages', 'full', '#all', async () => undefined],
  ['one conversation', 'full', '#to=%2B4915112345678', async () => undefined],
  ['a conversation without messages', 'full', '#to=nobody', async () => undefined],
  ['the form', 'full', '', (page) => page.locator('#open-send').click()],
  ['the values for Logto', 'full', '', (page) => page.locator('#open-connect').click()],
  ['the shortcuts', 'full', '', (page) => page.keyboard.press('?')],
];
// Colours do not depend on the width, so the dark ones are looked at in one.
const looks = (
  [
    ['light', 'wide'],
    ['light', 'narrow'],
    ['dark', 'wide'],
  ] as const
).flatMap(([colorScheme, width]) => screens.map((screen) => [colorScheme, width, ...screen] as const));

describe('in light at any width, and in dark', () => {
  it.each(looks)(
    '%s, %s: axe finds no violation in %s, and nothing is cut off',
    async (colorScheme, width, _, inbox, hash, go) => {
      const viewport = { width: WIDTHS[width], height: 740 };
      const { page, faults, close } = await openInbox(browser, inboxes[inbox] ?? '', { colorScheme, viewport, hash });
      await go(page);

      const results = await runAxe(page);

      expect(results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
        [],
      );
      expect(results.passes.map(({ id }) => id)).toContain('color-contrast');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
      expect(await cutOff(page, viewport.width)).toEqual([]);
      expect(faults).toEqual([]);
      await close();
    },
  );

  it('dark is dark, and light is light', async () => {
    const lightness: number[] = [];
    for (const colorScheme of ['dark', 'light'] as const) {
      const { page, close } = await openInbox(browser, inboxes.full ?? '', { colorScheme });
      const [red = 0] =
        String(await page.evaluate('getComputedStyle(document.body).backgroundColor')).match(/\d+/g) ?? [];
      lightness.push(Number(red));
      await close();
    }
    expect(lightness[0]).toBeLessThan(40);
    expect(lightness[1]).toBeGreaterThan(215);
  });

  it.each([
    ['no-preference', true],
    ['reduce', false],
  ] as const)('a new message moves unless reduced motion is preferred: %s', async (reducedMotion, isMoving) => {
    const { page, close } = await openInbox(browser, inboxes.full ?? '', { reducedMotion });
    // Check the style, because the animation itself is short.
    await page.evaluate(`document.querySelector('#messages > li').classList.add('new')`);

    const animation = await page.evaluate(`getComputedStyle(document.querySelector('.message.new')).animationName`);
    expect(animation !== 'none').toBe(isMoving);
    await close();
  });

  it('marks unread messages in the conversations while a narrow window shows only these', async () => {
    const { page, close } = await openInbox(browser, inboxes.full ?? '', { viewport: { width: 360, height: 740 } });

    await post({ to: '16502530000', type: 'SignIn', payload: { code: '012345' } });
    await page.locator('#conversations a', { hasText: '+16502530000' }).getByText('unread').waitFor();

    await page.locator('#conversations a', { hasText: 'All messages' }).click();
    await page.getByRole('link', { name: 'Back to the conversations' }).click();
    await page.locator('#conversations .dot').first().waitFor({ state: 'hidden' });
    expect(await page.locator('#conversations .dot:visible').count()).toBe(0);
    await close();
  });

  it('shows one screen at a time in a narrow window, with a link back', async () => {
    const { page, close } = await openInbox(browser, inboxes.full ?? '', { viewport: { width: 360, height: 740 } });
    expect(await page.locator('.reader').isVisible()).toBe(false);

    await page.locator('#conversations a', { hasText: '+4915112345678' }).click();
    await page.locator('#thread-title:focus', { hasText: '+4915112345678' }).waitFor();
    expect(await page.locator('nav').isVisible()).toBe(false);

    await page.getByRole('link', { name: 'Back to the conversations' }).click();
    await page.locator('.reader').waitFor({ state: 'hidden' });
    await page.goBack();
    await page.locator('#thread-title', { hasText: '+4915112345678' }).waitFor();
    await close();
  });
});

async function runAxe(page: Page): Promise<axe.AxeResults> {
  await page.evaluate(axe.source);
  return page.evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  );
}

/** The buttons, links and fields that extend beyond the window. */
async function cutOff(page: Page, width: number): Promise<unknown> {
  return page.evaluate(`[...document.querySelectorAll('button, a, input, select')]
    .filter((element) => element.checkVisibility())
    .filter((element) => element.getBoundingClientRect().right > ${width} || element.getBoundingClientRect().left < 0)
    .map((element) => element.outerHTML)`);
}
