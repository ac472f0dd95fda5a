import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { send } from '../connector/send';
import { LocalApp } from '../local/local-app';
import { launchChromium } from './chromium';
import { openInbox } from './open-inbox';

const BASE = '/tools/sms/';

let browser: Browser;
let app: LocalApp;
let proxy: Server;
let addresses: { inbox: string; endpoint: string; token: string };

beforeAll(async () => {
  browser = await launchChromium();
  app = LocalApp.start(['--quiet', '--port', '0']);
  addresses = await app.addresses();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});
afterEach(() => {
  proxy.close();
  proxy.closeAllConnections();
});

const signIn = { to: '4915112345678', type: 'SignIn', payload: { code: '012345', locale: 'de' } };

describe('behind a reverse proxy with a base path', () => {
  it.each([
    ['that does not name the client', {}],
    ['that names the client, so that the token is required', { 'x-forwarded-for': '203.0.113.7' }],
  ])('everything works, with a proxy %s', async (_, headers: Record<string, string>) => {
    await fetch(`${addresses.inbox}api/messages`, { method: 'DELETE' });
    const inbox = await startProxy(headers);
    const httpCredentials = { username: 'anybody', password: addresses.token };
    const { page, faults, close } = await openInbox(
      browser,
      inbox,
      'x-forwarded-for' in headers ? { httpCredentials } : {},
    );

    // The values that the page shows for Logto work through the proxy, and messages appear live.
    const endpoint = (await page.locator('#empty .endpoint').textContent()) ?? '';
    const authorization = (await page.locator('#empty .authorization').textContent()) ?? '';
    expect(endpoint).toBe(`${inbox}sms`);
    const [answer] = await send([signIn], { endpoint, token: '' }, authorization);
    // On a busy machine, the code may wait in the queue first.
    expect(answer).toMatchObject({ answer: expect.stringMatching(/^(sent|queued)$/) });
    await page.locator('#messages .text', { hasText: '012345 ist Ihr Acme-Code' }).waitFor();

    await page.locator('#open-send').click();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('#messages > li').nth(1).waitFor();
    await page.locator('#send-dialog').waitFor({ state: 'hidden' });
    await page.locator('#conversations a', { hasText: '+4915112345678' }).click();
    expect(page.url()).toBe(`${inbox}#to=%2B4915112345678`);

    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('No messages for this number yet.').waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('the token is required if the proxy names the client', async () => {
    const inbox = await startProxy({ 'x-forwarded-for': '203.0.113.7' });

    for (const path of ['', 'inbox.js', 'api/setup', 'api/messages/latest']) {
      expect((await fetch(inbox + path)).status).toBe(401);
    }
  });
});

/** Strips the base path and passes everything on, as nginx does with `location /tools/sms/ { proxy_pass …/; }`. */
async function startProxy(headers: Record<string, string>): Promise<string> {
  const target = new URL(addresses.inbox);
  proxy = createServer((incoming, outgoing) => {
    if (!incoming.url?.startsWith(BASE)) return void outgoing.writeHead(404).end();
    const path = `/${incoming.url.slice(BASE.length)}`;
    const options = { method: incoming.method, path, headers: { ...incoming.headers, ...headers, host: target.host } };
    const forwarded = request(target, options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  return `http://localhost:${(proxy.address() as AddressInfo).port}${BASE}`;
}
