// Webhooks for tests, as API Gateway sends them (payload format 2.0), and Treble bodies of invented people.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { sourceToken } from '../../../functions/core/source/source-url.ts';
import { findFirstSource } from '../../../functions/platforms/list.ts';
import { plainKey } from '../../builders.ts';

export const KEY = plainKey('a key for tests');

export interface WebhookOptions {
  readonly source?: string;
  readonly token?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
  readonly receivedAtMs?: number;
}

/** A body of bytes is base64-encoded, as the gateway sends a binary body. */
export function webhook(options: WebhookOptions = {}): APIGatewayProxyEventV2 {
  const { source = 'treble', method = 'POST', body, receivedAtMs = Date.now() } = options;
  const known = findFirstSource(source);
  const token = options.token ?? (known ? sourceToken(KEY, known) : 'none');
  const path = `/hooks/${source}`;
  return {
    version: '2.0',
    routeKey: 'ANY /hooks/{source}',
    rawPath: path,
    rawQueryString: `token=${token}`,
    headers: { 'content-type': 'application/json', ...options.headers },
    queryStringParameters: { token },
    pathParameters: { source },
    isBase64Encoded: typeof body === 'object',
    ...(body !== undefined && {
      body: typeof body === 'string' ? body : Buffer.from(body).toString('base64'),
    }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'request',
      routeKey: 'ANY /hooks/{source}',
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: receivedAtMs,
    },
  };
}

/** A conversation at a [REQUEST_TRIGGER] block after an answer. */
export function waitingBody(sessionId: unknown, more: object = {}): string {
  return JSON.stringify({
    country_code: '+57',
    cellphone: '3000000000',
    session_id: sessionId,
    conversation_id: 1001,
    question: { type: 'open', text: 'Envíanos una foto de tu cédula' },
    sent_at: '2026-01-01 10:00:00.000001',
    sent_text: 'Envíanos una foto de tu cédula',
    responded_at: '2026-01-01 10:00:09.000001',
    actual_response: 'foto.jpg',
    user_session_keys: [],
    ...more,
  });
}
