import { existsSync } from 'node:fs';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Keep the browser from contacting its vendor: the tests only need loopback. */
const ARGUMENTS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * How to start the installed Chromium, or the one at `CHROMIUM_PATH`, without a window. Throws if there is none.
 *
 * @param more further arguments of Chromium. @default none
 */
export function chromiumOptions(more: readonly string[] = []): LaunchOptions {
  const executablePath = process.env.CHROMIUM_PATH || PATHS.find((path) => existsSync(path));
  if (executablePath === undefined || !existsSync(executablePath)) {
    throw new Error(
      `There is no Chromium at ${executablePath ?? PATHS.join(', ')}. Install it (Debian: sudo apt-get install chromium), or name its path: CHROMIUM_PATH=… npm run test:browser`,
    );
  }
  const isRoot = process.getuid?.() === 0;
  return { executablePath, headless: true, args: [...ARGUMENTS, ...more, ...(isRoot ? ['--no-sandbox'] : [])] };
}

/** Starts that Chromium. Throws if there is none. */
export async function launchChromium(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch(chromiumOptions(more));
}
