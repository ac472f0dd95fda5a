import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { send } from '../connector/send';
import { Start } from '../local/start';
import { launchChromium } from './chromium';
import { openInbox } from './open-inbox';

const BASE = '/tools/sms/';

let browser: Browser;
let app: Start;
let proxy: Server;
let addresses: { inbox: string; endpoint: string; token: string };

beforeAll(async () => {
  browser = await launchChromium();
  app = Start.of(['--quiet', '--port', '0']);
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
    ['that says nothing of the client', {}],
    ['that names the client, so that the token is asked for', { 'x-forwarded-for': '203.0.113.7' }],
  ])('everything works: one %s', async (_, headers: Record<string, string>) => {
    await fetch(`${addresses.inbox}api/messages`, { method: 'DELETE' });
    const inbox = await startProxy(headers);
    const httpCredentials = { username: 'anybody', password: addresses.token };
    const { page, faults, close } = await openInbox(
      browser,
      inbox,
      'x-forwarded-for' in headers ? { httpCredentials } : {},
    );

    // What the page says goes into Logto works there, and what comes is live.
    const endpoint = (await page.locator('#empty .endpoint').textContent()) ?? '';
    const authorization = (await page.locator('#empty .authorization').textContent()) ?? '';
    expect(endpoint).toBe(`${inbox}sms`);
    expect(await send([signIn], { endpoint, token: '' }, authorization)).toEqual([{ status: 200, answer: 'sent' }]);
    await page.locator('#messages .text', { hasText: '012345 ist Ihr Acme-Code' }).waitFor();

    await page.locator('#open-send').click();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('#messages > li').nth(1).waitFor();
    await page.locator('#send-dialog').waitFor({ state: 'hidden' });
    await page.locator('#conversations a', { hasText: '+4915112345678' }).click();
    expect(page.url()).toBe(`${inbox}#to=%2B4915112345678`);

    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('Nothing for this number.').waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('the token is asked for when the proxy names the client', async () => {
    const inbox = await startProxy({ 'x-forwarded-for': '203.0.113.7' });

    for (const path of ['', 'inbox.js', 'api/setup', 'api/messages/latest']) {
      expect((await fetch(inbox + path)).status).toBe(401);
    }
  });
});

/** Takes the base path off and passes everything on, as nginx does with `location /tools/sms/ { proxy_pass …/; }`. */
async function startProxy(headers: Record<string, string>): Promise<string> {
  const target = new URL(addresses.inbox);
  proxy = createServer((incoming, outgoing) => {
    if (!incoming.url?.startsWith(BASE)) return void outgoing.writeHead(404).end();
    const path = `/${incoming.url.slice(BASE.length)}`;
    const options = { method: incoming.method, path, headers: { ...incoming.headers, ...headers, host: target.host } };
    const asking = request(target, options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
    });
    asking.on('error', () => outgoing.destroy());
    outgoing.on('close', () => asking.destroy());
    incoming.pipe(asking);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  return `http://localhost:${(proxy.address() as AddressInfo).port}${BASE}`;
}
