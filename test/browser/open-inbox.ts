import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A page of the inbox, and whatever went wrong in it. */
export interface OpenInbox {
  readonly page: Page;
  /** Errors, breaches of its policy, requests to another host, windows of `alert`. */
  readonly faults: string[];
  readonly close: () => Promise<void>;
}

export interface InboxOptions extends BrowserContextOptions {
  /** What comes after the `#` of the address. @default nothing */
  readonly hash?: string;
}

/** Opens the inbox in a window of its own and waits until it is live. */
export async function openInbox(
  browser: Browser,
  inbox: string,
  { hash = '', ...options }: InboxOptions = {},
): Promise<OpenInbox> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...options });
  const page = await context.newPage();
  // What does not appear by then never will: a test that fails shall say so soon.
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('dialog', (dialog) => {
    faults.push(`A window: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    // The browser says so of every refusal, which is not the page's fault.
    const isRefusal = message.text().startsWith('Failed to load resource') && message.location().url.endsWith('/sms');
    if (message.type() === 'error' && !isRefusal) faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(inbox)) faults.push(`A request to ${request.url()}`);
  });
  await page.goto(inbox + hash);
  await page.locator('#state', { hasText: 'Live' }).waitFor();
  return { page, faults, close: () => context.close() };
}
