// Loaded before Logto's connectors: sends every request over HTTPS to a server on loopback, which answers as the vendor
// does, and records what was sent. No socket to another machine is opened.
import { createServer, request as httpRequest } from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';
import { text } from 'node:stream/consumers';

const ok = { SerialNo: '', PhoneNumber: '', Fee: 1, SessionContext: '', Code: 'Ok', Message: '', IsoCode: '' };

/** What each vendor answers when it has taken an SMS. */
const ANSWERS = {
  'api.twilio.com': { sid: 'SM1', status: 'queued' },
  'rest.nexmo.com': { 'message-count': '1', messages: [{ status: '0', 'message-id': '1' }] },
  'gatewayapi.com': { ids: [1] },
  'gate.smsaero.ru': { success: true },
  'dysmsapi.aliyuncs.com': { Code: 'OK', Message: 'OK', RequestId: '1' },
  'sms.tencentcloudapi.com': { Response: { SendStatusSet: [ok], RequestId: '1' } },
};

/** The body of every request, in order: its fields. */
export const sent = [];

const server = createServer(async (request, response) => {
  const body = await text(request);
  const answer = ANSWERS[request.headers['x-intercepted-host']];
  const isJson = request.headers['content-type']?.includes('json');
  if (answer) sent.push(isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body)));
  response.writeHead(answer ? 200 : 502, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
server.unref();
const { port } = server.address();

/** @param target a URL, or the options alone */
https.request = (target, options, callback) => {
  const hasUrl = typeof target === 'string' || target instanceof URL;
  const url = hasUrl ? new URL(target) : undefined;
  const { headers, method = 'GET', hostname, host, path } = hasUrl ? (options ?? {}) : target;
  return httpRequest(
    {
      host: '127.0.0.1',
      port,
      method,
      path: url ? url.pathname + url.search : path,
      headers: { ...headers, 'x-intercepted-host': url?.hostname ?? hostname ?? host },
      agent: false,
    },
    hasUrl ? callback : options,
  );
};

const { connect } = Socket.prototype;
Socket.prototype.connect = function connectToLoopback(...args) {
  const [first] = args.flat();
  if (first?.host !== '127.0.0.1') throw new Error(`A connector called ${first?.host}, which is not intercepted.`);
  return connect.apply(this, args);
};
