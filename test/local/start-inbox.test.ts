import { InvalidConfig } from '../../config/faults';
import { type RunningInbox, startInbox } from '../../local/start-inbox';

const running: RunningInbox[] = [];

async function start(options: Parameters<typeof startInbox>[0] = {}) {
  const inbox = await startInbox({ port: 0, config: { brand: 'Acme', countries: ['US'] }, ...options });
  running.push(inbox);
  return inbox;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((inbox) => inbox.close()));
});

/** Requests a code as Logto does. */
function requestCode({ endpoint, token }: RunningInbox, to: string, code: string) {
  return fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ to, type: 'SignIn', payload: { code } }),
  });
}

describe('startInbox', () => {
  it('gives the next code of a number, whether it has come or not, and each one once', async () => {
    const inbox = await start();
    const waiting = inbox.nextCode('+1 425 655 0001');
    await requestCode(inbox, '14256550002', '222222');
    await requestCode(inbox, '14256550001', '111111');
    expect(await waiting).toBe('111111');
    expect(await inbox.nextCode('14256550002')).toBe('222222');
    await expect(inbox.nextCode('14256550002', 20)).rejects.toThrow('No SMS to 14256550002 came within 20 ms.');
  });

  it('says why there is no code', async () => {
    const inbox = await start();
    await requestCode(inbox, '4915112345678', '111111');
    await expect(inbox.nextCode('+4915112345678')).rejects.toThrow(/was refused: country-not-allowed\.$/);
    await requestCode(inbox, '1234567890', '111111');
    await expect(inbox.nextCode('+1234567890')).rejects.toThrow('refused: bad-number. This is the example number of');
  });

  it('takes a token, with or without Bearer, and serves the page', async () => {
    const inbox = await start({ token: 'Bearer of-my-own' });
    expect(inbox.token).toBe('of-my-own');
    expect((await requestCode(inbox, '14256550001', '111111')).status).toBe(200);
    expect(await (await fetch(inbox.url)).text()).toContain('<title>');
    expect(inbox.endpoint).toBe(`${inbox.url}sms`);
  });

  it('checks its configuration as the file is checked', async () => {
    await expect(start({ config: { brand: '', countries: [] } })).rejects.toThrow(InvalidConfig);
  });

  it('fails when its port is in use, and frees it when it is closed', async () => {
    const first = await start();
    const port = Number(new URL(first.url).port);
    await expect(start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.close();
    await start({ port });
  });
});
