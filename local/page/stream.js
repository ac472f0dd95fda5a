/** How long messages are gathered, so that a burst is shown at once: about one frame. */
const GATHER_MS = 16;

/**
 * Follows the server. It follows first and lists then, so that none falls between; a stream that broke does both anew
 * when it is back, the setup too, since a server that was started again has another token.
 *
 * @param on `setup(setup)`, `list(messages)` with everything there is, `messages(messages)` that came or changed, and
 * `state('live' | 'lost' | 'closed')`
 */
export function follow(on) {
  const events = new EventSource('api/events');
  let gathered = [];
  let listing = 0;

  async function list() {
    listing += 1;
    const mine = listing;
    const [setup, messages] = await Promise.all([getJson('api/setup'), getJson('api/messages')]);
    if (mine !== listing) return;
    on.setup(setup);
    on.list(messages);
    on.state('live');
  }

  function relist() {
    // A server that is gone in between: the stream opens again, and lists again.
    list().catch(() => on.state('lost'));
  }

  events.addEventListener('open', relist);
  events.addEventListener('clear', () => {
    gathered = [];
    relist();
  });
  events.addEventListener('message', ({ data }) => {
    if (gathered.length === 0) {
      setTimeout(() => {
        on.messages(gathered);
        gathered = [];
      }, GATHER_MS);
    }
    gathered.push(JSON.parse(data));
  });
  events.addEventListener('error', () => on.state(events.readyState === EventSource.CLOSED ? 'closed' : 'lost'));
}

async function getJson(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}
