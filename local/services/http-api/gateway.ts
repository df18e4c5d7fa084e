// Plays the HTTP API: takes requests, finds the template's route, invokes its function within the integration's
// time limit, answers, and writes the access log.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RoutePlan } from '../../template/plan.ts';
import type { InvocationResult } from '../lambda/environment.ts';
import type { AccessLog } from './access-log.ts';
import {
  answerOf,
  type GatewayAnswer,
  httpEvent,
  logTime,
  ownAnswer,
  type ReceivedRequest,
  splitTarget,
} from './http-event.ts';
import { createRouter, type Match } from './routes.ts';

/** The API's own limit on a request's body, and Lambda's on the event made from it. */
const BODY_LIMIT_BYTES = 10 * 1024 * 1024;
const EVENT_LIMIT_BYTES = 6 * 1024 * 1024;

export interface GatewayOptions {
  readonly routes: readonly RoutePlan[];
  readonly accessLog: AccessLog;
  invoke(functionId: string, event: object): Promise<InvocationResult>;
}

interface Handled {
  readonly answer: GatewayAnswer;
  readonly integrationMs?: number;
  readonly integrationStatus?: number;
  readonly integrationError?: string;
}

export function createGateway({ routes, accessLog, invoke }: GatewayOptions) {
  const route = createRouter(routes);

  return async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const receivedAtMs = Date.now();
    const startedAt = performance.now();
    const requestId = randomUUID();
    const { method = '', url: target = '/' } = incoming;
    const { path } = splitTarget(target);
    const match = route(method, path);
    const body = await bodyOf(incoming);
    // Gone in mid-request: there is nobody to answer, and nothing whole to hand on.
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
      apiId: 'local',
    });
    const handled = !match
      ? { answer: ownAnswer(404, 'Not Found') }
      : body === 'too big'
        ? { answer: tooBig }
        : await integrate(match, received(body));

    // Before the answer: whatever was answered has its line, though the run be killed in the next moment.
    accessLog.write({
      apiId: 'local',
      httpMethod: method,
      integrationErrorMessage: handled.integrationError,
      integrationLatency: handled.integrationMs,
      integrationStatus: handled.integrationStatus,
      path,
      protocol: `HTTP/${incoming.httpVersion}`,
      requestId,
      requestTime: logTime(receivedAtMs),
      requestTimeEpoch: receivedAtMs,
      responseLatency: Math.round(performance.now() - startedAt),
      responseLength: handled.answer.body.length,
      routeKey: match?.route.key,
      stage: '$default',
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
    if (request.body.length > 1e6 && JSON.stringify(event).length > EVENT_LIMIT_BYTES)
      return { answer: tooBig };
    const startedAt = performance.now();
    const result = await within(timeoutMs, invoke(functionId, event));
    const integrationMs = Math.round(performance.now() - startedAt);
    if (!result) {
      return {
        answer: ownAnswer(503, 'Service Unavailable'),
        integrationMs,
        integrationError: 'Endpoint request timed out',
      };
    }
    const answer = result.ok ? answerOf(result.payload) : undefined;
    if (answer) return { answer, integrationMs, integrationStatus: 200 };
    const integrationError = result.ok
      ? 'The response from the Lambda function is malformed'
      : result.error.errorType;
    return {
      answer: ownAnswer(500, 'Internal Server Error'),
      integrationMs,
      integrationStatus: 200,
      integrationError,
    };
  }
}

const tooBig = ownAnswer(413, 'Request Entity Too Large');

/** Reads to the end even what is too big: a client that is still sending would not see the answer. */
async function bodyOf(incoming: IncomingMessage): Promise<Buffer | 'too big' | 'aborted'> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of incoming) {
      length += chunk.length;
      if (length <= BODY_LIMIT_BYTES) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch {
    return 'aborted';
  }
  return length > BODY_LIMIT_BYTES ? 'too big' : Buffer.concat(chunks);
}

/** Undefined when it takes longer; the invocation itself goes on, as it does on AWS. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((settle) => {
    timer = setTimeout(settle, ms, undefined);
  });
  const first = await Promise.race([work, late]);
  clearTimeout(timer);
  return first;
}
