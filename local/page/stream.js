/** How long messages are gathered, so that a burst is shown at once: about one frame. */
const GATHER_MS = 16;
/** How soon a list that failed is asked for again while the stream holds. */
const AGAIN_MS = 3000;

/**
 * Follows the server. It follows first and lists then, and hands over what came meanwhile after the list, so that none
 * falls between. A stream that broke does both anew when it is back, the setup too, since a server that was started
 * again has another token.
 *
 * @param on `setup(setup)`, `list(messages)` with everything there is, `messages(messages)` that came or changed, and
 * `state('live' | 'lost' | 'closed')`
 */
export function follow(on) {
  const events = new EventSource('api/events');
  let gathered = [];
  let listing = 0;
  let isListed = false;

  async function list() {
    listing += 1;
    const mine = listing;
    isListed = false;
    const [setup, messages] = await Promise.all([getJson('api/setup'), getJson('api/messages')]);
    if (mine !== listing) return;
    on.setup(setup);
    on.list(messages);
    isListed = true;
    handOver();
    on.state('live');
  }

  function relist() {
    list().catch(() => {
      on.state('lost');
      // A stream that broke as well lists when it is back.
      if (events.readyState === EventSource.OPEN) setTimeout(relist, AGAIN_MS);
    });
  }

  function handOver() {
    if (!isListed) return;
    const batch = gathered;
    gathered = [];
    if (batch.length > 0) on.messages(batch);
  }

  events.addEventListener('open', relist);
  events.addEventListener('clear', () => {
    gathered = [];
    relist();
  });
  events.addEventListener('message', ({ data }) => {
    if (isListed && gathered.length === 0) setTimeout(handOver, GATHER_MS);
    gathered.push(JSON.parse(data));
  });
  events.addEventListener('error', () => on.state(events.readyState === EventSource.CLOSED ? 'closed' : 'lost'));
}

async function getJson(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}
