// Runs inside one execution environment: loads the bundle's handler as Lambda's Node.js runtime does, and serves one
// invocation at a time over the channel to its parent. Plain CommonJS without packages, so that the bundle finds
// nothing that Lambda does not have.
'use strict';
const { join } = require('node:path');

// The channel closes when the local run has ended in any way.
process.on('disconnect', () => process.exit());
// Ctrl-C reaches the whole process group; the local run decides when this process ends.
process.on('SIGINT', () => undefined);

const { _HANDLER, LAMBDA_TASK_ROOT, AWS_LAMBDA_FUNCTION_NAME, AWS_LAMBDA_FUNCTION_MEMORY_SIZE } = process.env;

function load() {
  const at = _HANDLER.lastIndexOf('.');
  const handler = require(join(LAMBDA_TASK_ROOT, _HANDLER.slice(0, at)))[_HANDLER.slice(at + 1)];
  if (typeof handler !== 'function') throw new TypeError(`${_HANDLER} is not a function`);
  // The Node.js 24 runtime does not support callbacks.
  if (handler.length > 2)
    throw new TypeError(`${_HANDLER} declares a callback, which nodejs24.x does not support`);
  return handler;
}

function send(message) {
  if (process.connected) process.send(message);
}

/** The error as Lambda reports it; its runtime also writes it into the function's log. */
function errorOf(cause, requestId) {
  const error = {
    errorType: cause?.name ?? typeof cause,
    errorMessage: String(cause?.message ?? cause),
  };
  const stack = String(cause?.stack ?? '').split('\n');
  process.stderr.write(`${JSON.stringify({ level: 'ERROR', requestId, ...error, stack })}\n`);
  return error;
}

let handler;
try {
  handler = load();
} catch (cause) {
  send({ type: 'init-error', error: errorOf(cause) });
}
if (handler) send({ type: 'ready' });

process.on('message', async ({ requestId, event, deadlineMs, arn, logGroup }) => {
  const context = {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
    invokedFunctionArn: arn,
    logGroupName: logGroup,
    logStreamName: `local/${process.pid}`,
    memoryLimitInMB: AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  };
  try {
    const result = await handler(event, context);
    // Lambda answers with JSON text; `undefined` has none and becomes null.
    send({ type: 'result', requestId, payload: JSON.stringify(result) ?? 'null' });
  } catch (cause) {
    send({ type: 'error', requestId, error: errorOf(cause, requestId) });
  }
});
