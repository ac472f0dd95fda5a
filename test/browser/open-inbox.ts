import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** An open page of the inbox, and what went wrong in it. */
export interface OpenInbox {
  readonly page: Page;
  /** Errors, breaches of the content security policy, requests to another host, and `alert` windows. */
  readonly faults: string[];
  readonly close: () => Promise<void>;
}

/** How to open the inbox. */
export interface InboxOptions extends BrowserContextOptions {
  /** The end of the address, with its `#`. @default none */
  readonly hash?: string;
}

/** Opens the inbox in a new browser context, and waits until it is live. */
export async function openInbox(
  browser: Browser,
  inbox: string,
  { hash = '', ...options }: InboxOptions = {},
): Promise<OpenInbox> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...options });
  const page = await context.newPage();
  // What has not appeared by then never will. A failing test should end soon.
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('dialog', (dialog) => {
    faults.push(`A window: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    // The browser also logs an error for each refusal, which is not a fault of the page.
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
