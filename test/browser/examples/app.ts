/** What `npm run dev` starts in the examples: an app that sends people to Logto, on another origin, and Logto itself. */
import { createServer } from 'node:http';
import { DOCUMENT_PORTS } from './document-ports';
import { logto } from './logto';

const { app, logto: logtoPort, inbox } = DOCUMENT_PORTS;
const AUTHORIZE = `http://localhost:${logtoPort}/oidc/auth?redirect_uri=http://localhost:${app}/callback`;

logto({ endpoint: `http://localhost:${inbox}/sms`, authorization: `Bearer ${process.env.CONNECTOR_TOKEN}` }).listen(
  logtoPort,
  '127.0.0.1',
);

createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', `http://localhost:${app}`);
  if (pathname === '/callback' && searchParams.has('code')) {
    response.writeHead(303, { location: '/', 'set-cookie': 'signed-in=yes; HttpOnly; SameSite=Lax' }).end();
    return;
  }
  const isSignedIn = request.headers.cookie?.includes('signed-in=yes');
  response
    .writeHead(200, { 'content-type': 'text/html' })
    .end(
      `<!doctype html><title>App</title>${isSignedIn ? '<h1>Welcome</h1>' : `<button onclick="location.href='${AUTHORIZE}'">Sign in</button>`}`,
    );
}).listen(app, '127.0.0.1', () => console.log(`http://localhost:${app}/`));
