/**
 * Loaded before every program of an example (`node --require`). The document names fixed ports, and this machine may use
 * them. So each port in `EXAMPLE_PORTS` stands for a free one, and the example runs as it is written.
 */
const { Server, Socket } = require('node:net');

const freePorts = JSON.parse(process.env.EXAMPLE_PORTS);
const { connect } = Socket.prototype;
const { listen } = Server.prototype;

Socket.prototype.connect = function (...args) {
  return connect.apply(this, withFreePort(args));
};

Server.prototype.listen = function (...args) {
  return listen.apply(this, withFreePort(args));
};

/** Takes the arguments of both methods: `(port, …)`, `({port}, …)`, or Node's own list of these. */
function withFreePort([target, ...rest]) {
  if (Array.isArray(target)) {
    target[0] = withFreePort([target[0]])[0];
    return [target, ...rest];
  }
  if (typeof target === 'object' && target !== null) {
    return [{ ...target, port: freePorts[target.port] ?? target.port }, ...rest];
  }
  return [freePorts[target] ?? target, ...rest];
}
