import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

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

/** Starts the installed Chromium, or the one at `CHROMIUM_PATH`, without a window. Throws if there is none. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH || PATHS.find((path) => existsSync(path));
  if (executablePath === undefined || !existsSync(executablePath)) {
    throw new Error(
      `There is no Chromium at ${executablePath ?? PATHS.join(', ')}. Install it (Debian: sudo apt-get install chromium), or name its path: CHROMIUM_PATH=… npm run test:browser`,
    );
  }
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath, headless: true, args: [...ARGUMENTS, ...(isRoot ? ['--no-sandbox'] : [])] });
}
