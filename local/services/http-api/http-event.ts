// What an HTTP API hands to a function and makes of its answer: payload format 2.0. Pure: no sockets here.
// Sources: AWS's page "Working with AWS Lambda proxy integrations for HTTP APIs", and, where it is silent, what
// others have measured on live APIs (noted where used).
import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as v from 'valibot';
import { ACCOUNT } from '../../template/identities.ts';

export interface ReceivedRequest {
  readonly requestId: string;
  readonly receivedAtMs: number;
  readonly method: string;
  /** As sent, with the query. */
  readonly target: string;
  /** Name, value, name, value, …, as sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly protocol: string;
  readonly sourceIp: string;
  readonly apiId: string;
}

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

export function splitTarget(target: string): { path: string; query: string } {
  const at = target.indexOf('?');
  return at < 0 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) };
}

export function httpEvent(
  request: ReceivedRequest,
  route: { key: string; variables: Readonly<Record<string, string>> },
): object {
  const { path, query } = splitTarget(request.target);
  const headers = headersOf(request.rawHeaders);
  const { cookie, ...otherHeaders } = headers;
  const host = headers['host'] ?? '';
  const isText = request.body.length === 0 || arrivesAsText(headers['content-type'], request.body);
  return {
    version: '2.0',
    routeKey: route.key,
    // Decoded, as live HTTP APIs do in spite of the name.
    rawPath: decode(path),
    rawQueryString: query,
    ...(cookie !== undefined && { cookies: cookie.split(/; ?/) }),
    headers: {
      ...otherHeaders,
      'x-forwarded-for': [headers['x-forwarded-for'], request.sourceIp].filter(Boolean).join(', '),
      'x-forwarded-proto': 'http',
    },
    ...(query !== '' && { queryStringParameters: joined([...new URLSearchParams(query)]) }),
    ...(Object.keys(route.variables).length > 0 && { pathParameters: route.variables }),
    requestContext: {
      accountId: ACCOUNT,
      apiId: request.apiId,
      domainName: host,
      domainPrefix: host.split('.')[0] ?? '',
      http: {
        method: request.method,
        path: decode(path),
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: request.requestId,
      routeKey: route.key,
      stage: '$default',
      time: logTime(request.receivedAtMs),
      timeEpoch: request.receivedAtMs,
    },
    ...(request.body.length > 0 && { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: !isText,
  };
}

/** Lower-cased; what comes twice is joined by a comma. */
export function headersOf(rawHeaders: readonly string[]): Record<string, string> {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    pairs.push([String(rawHeaders[at]).toLowerCase(), String(rawHeaders[at + 1])]);
  }
  return joined(pairs);
}

function joined(pairs: readonly [string, string][]): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const [name, value] of pairs) {
    values[name] = values[name] === undefined ? value : `${values[name]},${value}`;
  }
  return values;
}

/**
 * AWS does not list the types. Measured on live APIs: text are `text/*` and JSON, XML and JavaScript; all else is
 * base64, a form and a missing type included. Bytes that are no UTF-8 could not come through as text.
 */
function arrivesAsText(contentType: string | undefined, body: Buffer): boolean {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const isText = /^text\/|^application\/(json|xml|javascript)$|\+(json|xml)$/.test(type);
  return isText && Buffer.from(body.toString('utf8')).equals(body);
}

/** `12/Mar/2026:19:03:58 +0000` */
export function logTime(ms: number): string {
  const [, weekday, day, month, year, time] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(ms).toUTCString()) ?? [];
  return weekday ? `${day}/${month}/${year}:${time} +0000` : '';
}

export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const scalar = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));
const isFit = (validate: (...args: string[]) => void, ...args: string[]): boolean => {
  try {
    validate(...args);
    return true;
  } catch {
    return false;
  }
};
const headerName = v.pipe(
  v.string(),
  v.check((name) => isFit(validateHeaderName, name)),
);
const headerValue = v.pipe(
  scalar,
  v.check((value) => isFit(validateHeaderValue, 'x', value)),
);
const structured = v.object({
  statusCode: v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.transform(Number))]),
    v.integer(),
    v.minValue(200),
    v.maxValue(599),
  ),
  headers: v.optional(v.nullable(v.record(headerName, headerValue))),
  cookies: v.optional(v.nullable(v.array(headerValue))),
  body: v.optional(v.nullable(v.string())),
  isBase64Encoded: v.optional(v.nullable(v.boolean())),
});

/** Undefined for a result that has `statusCode` but is no answer that HTTP can carry. */
export function answerOf(payload: unknown): GatewayAnswer | undefined {
  if (typeof payload !== 'object' || payload === null || !Object.hasOwn(payload, 'statusCode')) {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
  }
  const parsed = v.safeParse(structured, payload);
  if (!parsed.success) return undefined;
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.output;
  const lowerCased = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(lowerCased),
      ...(cookies && cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** What the API says by itself, in its own words. */
export function ownAnswer(status: number, message: string): GatewayAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ message })),
  };
}
