// Speaks Lambda's Invoke API for the template's functions, so that the command line calls one here as it would in an
// account: POST /2015-03-31/functions/{name or ARN}/invocations, by request and response only.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isOwn, type LoopbackServer, listenOnLoopback, sendJson } from '../../loopback.ts';
import type { FunctionPlan } from '../../template/plan.ts';
import { decode, splitTarget } from '../http-api/http-event.ts';
import type { LambdaHost } from './host.ts';

/** Lambda's own limit on a synchronous payload. */
const PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024;

export function startInvokeApi(
  functions: readonly FunctionPlan[],
  hostOf: (functionId: string) => LambdaHost,
): Promise<LoopbackServer> {
  return listenOnLoopback(0, async (request, response) => {
    if (!isOwn(request)) return refuse(response, 403, 'AccessDeniedException', 'Only for this machine');
    const { path } = splitTarget(request.url ?? '/');
    const [, encoded = ''] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path) ?? [];
    const name = decode(encoded);
    const plan = functions.find((one) => one.name === name || one.arn === name);
    if (!plan || request.method !== 'POST') {
      return refuse(response, 404, 'ResourceNotFoundException', `Function not found: ${name}`);
    }
    if ((request.headers['x-amz-invocation-type'] ?? 'RequestResponse') !== 'RequestResponse') {
      return refuse(response, 400, 'InvalidParameterValueException', 'Only RequestResponse is played here');
    }
    const payload = await payloadOf(request);
    if (payload === undefined) {
      return refuse(response, 400, 'InvalidRequestContentException', 'The payload is no JSON, or too large');
    }
    const result = await hostOf(plan.logicalId).invoke(payload.value);
    const failed = result.ok ? {} : { 'x-amz-function-error': 'Unhandled' };
    sendJson(response, 200, result.ok ? result.payload : result.error, failed);
  });
}

/** Nothing at all is an empty event. */
async function payloadOf(request: IncomingMessage): Promise<{ readonly value: unknown } | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request) {
      bytes += chunk.length;
      if (bytes <= PAYLOAD_LIMIT_BYTES) chunks.push(chunk);
    }
    if (bytes > PAYLOAD_LIMIT_BYTES) return undefined;
    const text = Buffer.concat(chunks).toString('utf8');
    return { value: text === '' ? {} : JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  sendJson(response, status, { Type: 'User', Message: message }, { 'x-amzn-errortype': type });
}
