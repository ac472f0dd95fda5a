// The runtime interface client calls Lambda through curl, in an addon that needs a compiler to install. This file replaces
// only the addon: it makes the same calls over node:http.
const http = require('node:http');
const Module = require('node:module');

const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(`${base}${path}`, { method }, (response) => {
      let bodyJson = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        bodyJson += chunk;
      });
      response.on('end', () => resolve({ bodyJson, headers: response.headers }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const nativeClient = {
  initializeClient() {},
  next: () => call('GET', '/next'),
  done: (id, body) => call('POST', `/${id}/response`, body),
  error: (id, body) => call('POST', `/${id}/error`, body),
};

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === './rapid-client.node' ? nativeClient : load.call(this, request, ...rest);
};
