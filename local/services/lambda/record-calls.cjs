// Records what a function sends to a processor and what comes back, for `acuse calls`. It is loaded before
// bootstrap.cjs, listens beside the function's own code and changes nothing. On AWS there is nothing of the kind.
'use strict';
const http = require('node:http');
const https = require('node:https');

/** Of each body. */
const KEPT_BYTES = 64 * 1024;

/** A signed request to an endpoint, or an invocation of the user's function. */
const isToProcessor = (request) =>
  request.hasHeader('webhook-signature') || /^\/2015-03-31\/functions\/[^/]+\/invocations/.test(request.path);

function bodyCollector() {
  const chunks = [];
  let bytes = 0;
  return {
    add(chunk) {
      if (chunk === undefined || chunk === null || typeof chunk === 'function') return;
      const buffer = Buffer.from(chunk);
      bytes += buffer.byteLength;
      if (bytes - buffer.byteLength < KEPT_BYTES) chunks.push(buffer);
    },
    get: () => ({ bytes, text: Buffer.concat(chunks).subarray(0, KEPT_BYTES).toString('utf8') }),
  };
}

for (const library of [http, https]) {
  const original = library.request;
  library.request = (...args) => {
    const request = original(...args);
    if (isToProcessor(request)) record(request);
    return request;
  };
}

/** Tells the parent at the end of the call. */
function record(request) {
  const startedAtMs = Date.now();
  const sent = bodyCollector();
  for (const method of ['write', 'end']) {
    const original = request[method];
    request[method] = (...args) => {
      sent.add(args[0]);
      return original.apply(request, args);
    };
  }
  let told = false;
  const end = (outcome) => {
    if (told) return;
    told = true;
    const call = {
      startedAtMs,
      tookMs: Date.now() - startedAtMs,
      url: `${request.protocol}//${request.getHeader('host')}${request.path}`,
      headers: textHeaders(request.getHeaders()),
      body: sent.get(),
      ...outcome,
    };
    if (process.connected) process.send({ type: 'call', call });
  };
  request.on('error', (error) => end({ problem: error.code ?? error.name }));
  request.on('close', () => end({ problem: 'closed' }));
  request.on('response', (response) => {
    const received = bodyCollector();
    const emit = response.emit;
    // Every chunk passes here, in whatever way it is read.
    response.emit = (event, ...args) => {
      if (event === 'data') received.add(args[0]);
      if (event === 'end' || event === 'close')
        end({
          answer: {
            status: response.statusCode,
            headers: textHeaders(response.headers),
            body: received.get(),
          },
        });
      return emit.call(response, event, ...args);
    };
  });
}

const textHeaders = (headers) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
