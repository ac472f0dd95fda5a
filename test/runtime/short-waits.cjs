// What code of ours waits for with a promise passes a hundred times as fast: for tests that are not about how long. The
// timeouts of sockets and of the SDK, which use other timers, stay as they are.
const promises = require('node:timers/promises');

const wait = promises.setTimeout;
promises.setTimeout = (ms, ...rest) => wait(ms / 100, ...rest);
