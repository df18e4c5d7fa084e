// Lambda's Invoke API for the functions of the template, so that the command line invokes one as it does in an account:
// POST /2015-03-31/functions/{name}/invocations, request and response only.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
import type { ServerResponse } from 'node:http';
import { isLocalRequest, type LoopbackServer, listenOnLoopback, sendJson } from '../../loopback.ts';
import { decode, readJsonBody, splitTarget } from '../../request.ts';
import type { FunctionPlan } from '../../template/plan.ts';
import type { InvocationResult } from './environment.ts';

/** Lambda's limit on a synchronous payload. */
const PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024;

export function startInvokeApi(
  functions: readonly FunctionPlan[],
  invoke: (functionId: string, event: unknown) => Promise<InvocationResult>,
): Promise<LoopbackServer> {
  return listenOnLoopback(0, async (request, response) => {
    if (!isLocalRequest(request))
      return refuse(response, 403, 'AccessDeniedException', 'Only for this machine');
    const { path } = splitTarget(request.url ?? '/');
    const [, encoded = ''] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path) ?? [];
    const name = decode(encoded);
    const plan = functions.find((one) => one.name === name);
    if (!plan || request.method !== 'POST') {
      return refuse(response, 404, 'ResourceNotFoundException', `Function not found: ${name}`);
    }
    if ((request.headers['x-amz-invocation-type'] ?? 'RequestResponse') !== 'RequestResponse') {
      const message = 'A local run supports RequestResponse only';
      return refuse(response, 400, 'InvalidParameterValueException', message);
    }
    const payload = await readJsonBody(request, PAYLOAD_LIMIT_BYTES);
    if (!payload) {
      const message = 'The payload is not JSON, or too big';
      return refuse(response, 400, 'InvalidRequestContentException', message);
    }
    const result = await invoke(plan.logicalId, payload.value);
    const failed = result.ok ? {} : { 'x-amz-function-error': 'Unhandled' };
    sendJson(response, 200, result.ok ? result.payload : result.error, failed);
  });
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  sendJson(response, status, { Type: 'User', Message: message }, { 'x-amzn-errortype': type });
}
