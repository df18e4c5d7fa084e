// The HTTP API: receives requests, finds the route, applies its throttle, invokes its function within the integration's
// time limit, answers, and writes the access log.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, splitTarget } from '../../request.ts';
import type { RoutePlan } from '../../template/plan.ts';
import type { InvocationResult } from '../lambda/environment.ts';
import type { AccessLog } from './access-log.ts';
import { functionAnswer, type GatewayAnswer, ownAnswer } from './function-answer.ts';
import { httpEvent, type ReceivedRequest } from './http-event.ts';
import { createRouter, type Match } from './routes.ts';
import { createThrottle } from './throttle.ts';

/** The API's limit on the body of a request, and Lambda's limit on the event made from it. */
const BODY_LIMIT_BYTES = 10 * 1024 * 1024;
const EVENT_LIMIT_BYTES = 6 * 1024 * 1024;
/** Escaping makes a body at most six times longer, so the event of a smaller body is never too big. */
const SMALL_BODY_BYTES = 1_000_000;

export interface GatewayOptions {
  readonly routes: readonly RoutePlan[];
  readonly accessLog: AccessLog;
  invoke(functionId: string, event: object): Promise<InvocationResult>;
}

export type Gateway = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

interface Handled {
  readonly answer: GatewayAnswer;
  readonly integrationError?: string;
}

export function createGateway({ routes, accessLog, invoke }: GatewayOptions): Gateway {
  const findRoute = createRouter(routes);
  const throttles = new Map(routes.map(({ key, throttle }) => [key, createThrottle(throttle)]));

  return async (incoming, outgoing) => {
    const receivedAtMs = Date.now();
    const startedAt = performance.now();
    const requestId = randomUUID();
    const { method = '', url: target = '/' } = incoming;
    const { path } = splitTarget(target);
    const match = findRoute(path);
    const passes = !match || throttles.get(match.route.key)?.(startedAt);
    const body = await readBody(incoming, BODY_LIMIT_BYTES);
    // The client is gone: nobody reads an answer, and the body is incomplete.
    if (body === 'aborted') return;
    const received = (whole: Buffer): ReceivedRequest => ({
      requestId,
      receivedAtMs,
      method,
      target,
      rawHeaders: incoming.rawHeaders,
      body: whole,
      protocol: `HTTP/${incoming.httpVersion}`,
      sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
    });
    const handled = !match
      ? { answer: ownAnswer(404, 'Not Found') }
      : !passes
        ? { answer: ownAnswer(429, 'Too Many Requests') }
        : body === 'too big'
          ? { answer: tooBig }
          : await integrate(match, received(body));

    // Before the answer: every answered request has its line, also when the run is killed right after it.
    accessLog.write({
      httpMethod: method,
      integrationErrorMessage: handled.integrationError,
      path,
      requestId,
      requestTimeEpoch: receivedAtMs,
      responseLatency: Math.round(performance.now() - startedAt),
      status: handled.answer.status,
    });
    outgoing.writeHead(handled.answer.status, {
      ...handled.answer.headers,
      'apigw-requestid': requestId,
      'content-length': handled.answer.body.length,
    });
    outgoing.end(handled.answer.body);
  };

  async function integrate(
    { route: { key, functionId, timeoutMs }, variables }: Match,
    request: ReceivedRequest,
  ): Promise<Handled> {
    const event = httpEvent(request, { key, variables });
    if (request.body.length > SMALL_BODY_BYTES && JSON.stringify(event).length > EVENT_LIMIT_BYTES)
      return { answer: tooBig };
    const result = await within(timeoutMs, invoke(functionId, event));
    if (!result) {
      return {
        answer: ownAnswer(503, 'Service Unavailable'),
        integrationError: 'Endpoint request timed out',
      };
    }
    const answer = result.ok ? functionAnswer(result.payload) : undefined;
    if (answer) return { answer };
    const integrationError = result.ok
      ? 'The response from the Lambda function is malformed'
      : result.error.errorType;
    return { answer: ownAnswer(500, 'Internal Server Error'), integrationError };
  }
}

const tooBig = ownAnswer(413, 'Request Entity Too Large');

/** Undefined when it takes longer; the invocation itself continues, as on AWS. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((settle) => {
    timer = setTimeout(settle, ms, undefined);
  });
  const first = await Promise.race([work, late]);
  clearTimeout(timer);
  return first;
}
