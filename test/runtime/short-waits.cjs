// Makes waits with a promise a hundred times as short, for tests that do not depend on their length. Sockets and the SDK
// use other timers, so their timeouts do not change.
const promises = require('node:timers/promises');

const wait = promises.setTimeout;
promises.setTimeout = (ms, ...rest) => wait(ms / 100, ...rest);
