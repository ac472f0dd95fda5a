/** How long messages are collected, so that a burst is shown at once: about one frame. */
const BATCH_MS = 16;
/** How soon the list is loaded again after a failure, if the stream is open. */
const RETRY_MS = 3000;

/**
 * Subscribes to the server's events. It subscribes first and loads the list second, and passes on what arrived
 * meanwhile after the list, so that no message is lost in between. After a broken stream it loads everything again, the
 * setup too, because a restarted server has a new token.
 *
 * @param on callbacks: `setup(setup)`; `list(messages)` with all messages; `messages(messages)` with those that are new
 * or have changed; `state('live' | 'lost' | 'closed')`
 */
export function subscribe(on) {
  const events = new EventSource('api/events');
  let batch = [];
  let loads = 0;
  let isLoaded = false;

  async function load() {
    loads += 1;
    const thisLoad = loads;
    isLoaded = false;
    const [setup, messages] = await Promise.all([getJson('api/setup'), getJson('api/messages')]);
    // A later load has replaced this one.
    if (thisLoad !== loads) return;
    on.setup(setup);
    on.list(messages);
    isLoaded = true;
    flush();
    on.state('live');
  }

  function reload() {
    load().catch(() => {
      on.state('lost');
      // If the stream broke too, its `open` event reloads.
      if (events.readyState === EventSource.OPEN) setTimeout(reload, RETRY_MS);
    });
  }

  function flush() {
    if (!isLoaded) return;
    const messages = batch;
    batch = [];
    if (messages.length > 0) on.messages(messages);
  }

  events.addEventListener('open', reload);
  events.addEventListener('clear', () => {
    batch = [];
    reload();
  });
  events.addEventListener('message', ({ data }) => {
    if (isLoaded && batch.length === 0) setTimeout(flush, BATCH_MS);
    batch.push(JSON.parse(data));
  });
  events.addEventListener('error', () => on.state(events.readyState === EventSource.CLOSED ? 'closed' : 'lost'));
}

async function getJson(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}
