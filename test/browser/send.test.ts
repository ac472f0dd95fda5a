import type { Browser, Page } from 'playwright-core';
import { LOCALES } from '../../contract/locale';
import { MESSAGE_TYPES } from '../../contract/message-type';
import { LocalApp } from '../local/local-app';
import { launchChromium } from './chromium';
import { type OpenInbox, openInbox } from './open-inbox';

let browser: Browser;
let app: LocalApp;
let inbox: string;
let open: OpenInbox;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  app = LocalApp.start(['--quiet', '--port', '0']);
  inbox = (await app.addresses()).inbox;
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});
beforeEach(async () => {
  await fetch(`${inbox}api/messages`, { method: 'DELETE' });
  open = await openInbox(browser, inbox);
  page = open.page;
  await page.getByRole('button', { name: 'Send a test message' }).first().click();
});
afterEach(async () => {
  expect(open.faults).toEqual([]);
  await open.close();
});

const submit = () => page.getByRole('button', { name: 'Send', exact: true }).click();
const newest = () => page.locator('#messages > li').first();

describe('the form', () => {
  it('offers every type and every language', async () => {
    expect(await page.getByLabel('Type').locator('option').allTextContents()).toEqual([...MESSAGE_TYPES]);
    const tags = await page.evaluate(
      `[...document.querySelectorAll('[name=locale] option')].map(({ value }) => value)`,
    );
    expect(tags).toEqual(['', ...LOCALES]);
  });

  it('sends a code with one click, a new one each time', async () => {
    const codes: (string | null)[] = [];
    for (const _ of [1, 2]) {
      codes.push(await page.getByLabel('Code').inputValue());
      await submit();
      await page.locator('#send-dialog').waitFor({ state: 'hidden' });
      await page.locator('#messages .copy-code .code', { hasText: codes.at(-1) ?? '' }).waitFor();
      await page.keyboard.press('n');
    }
    expect(codes[0]).not.toBe(codes[1]);
    await page.keyboard.press('Escape');
  });

  it('sends what was chosen: number, type, language, code', async () => {
    await page.getByLabel('Number', { exact: true }).fill('+49 1511 2345678');
    await page.getByLabel('Type').selectOption('MfaVerification');
    await page.getByLabel('Language').selectOption('fr');
    await page.getByLabel('Code').fill('0077');
    await submit();

    await newest().waitFor();
    expect(await newest().locator('.to').textContent()).toBe('+4915112345678');
    expect(await newest().locator('.text').textContent()).toMatch(/^0077 .*Acme/);
    expect(await newest().locator('dd').allTextContents()).toEqual(
      expect.arrayContaining(['MfaVerification', 'fr French']),
    );
  });

  it('sends an invitation with a link', async () => {
    await page.getByLabel('Type').selectOption('OrganizationInvitation');
    expect(await page.getByLabel('Code').isVisible()).toBe(false);
    await page.getByLabel('Link').fill('https://acme.example/i?x=1');
    await submit();

    await newest().waitFor();
    expect(await newest().locator('.text').textContent()).toContain('https://acme.example/i?x=1');
  });

  it('offers the simulated faults, explains them, and shows the refusal as the person sees it', async () => {
    await page.getByLabel('Language').selectOption('de');
    await page.getByLabel('Simulated fault').selectOption('limited');
    expect(await page.getByLabel('Number', { exact: true }).inputValue()).toBe('+12015550105');
    expect(await page.locator('#fault-does').textContent()).toContain('429 limit-number');
    await submit();

    const answer = page.getByRole('alert');
    await answer.filter({ hasText: '429 limit-number' }).waitFor();
    expect(await answer.textContent()).toContain('Für diese Nummer wurden zu viele Codes angefordert.');
    expect(await newest().locator('.note').textContent()).toBe('Too many codes for this number 429 limit-number');
  });

  it('keeps the focus on the button after a refusal', async () => {
    await page.getByLabel('Simulated fault').selectOption('blocked');
    await page.getByRole('button', { name: 'Send', exact: true }).press('Enter');

    await page.getByRole('alert').filter({ hasText: '403' }).waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Send');
  });

  it('stays open when a selection ends beside it, and closes with a click beside it', async () => {
    const { x, y } = (await page.getByLabel('Code').boundingBox()) ?? { x: 0, y: 0 };
    await page.mouse.move(x + 50, y + 10);
    await page.mouse.down();
    await page.mouse.move(10, y + 10);
    await page.mouse.up();
    expect(await page.locator('#send-dialog').isVisible()).toBe(true);

    await page.mouse.click(10, y + 10);
    await page.locator('#send-dialog').waitFor({ state: 'hidden' });
  });

  it('selects no fault when the typed number has none', async () => {
    await page.getByLabel('Simulated fault').selectOption('slow');
    await page.getByLabel('Number', { exact: true }).fill('+4915112345678');

    expect(await page.locator('#fault-does').textContent()).toBe('');
    expect(await page.locator('[name=fault] option:checked').textContent()).toBe('None');
  });

  it.each([
    ['Number', ''],
    ['Code', ''],
    ['Code', 'not a code'],
  ])('does not send a %s of "%s"', async (label, value) => {
    await page.getByLabel(label, { exact: true }).fill(value);
    await submit();

    expect(await page.locator('#send :invalid').count()).toBe(1);
    expect(await page.locator('#messages > li').count()).toBe(0);
  });
});
