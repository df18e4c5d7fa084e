// The event that an HTTP API sends to a function: payload format 2.0. Pure: no sockets here.
// Sources: AWS's page "Working with AWS Lambda proxy integrations for HTTP APIs"; where it says nothing, measurements
// of live APIs by others (named where used).
import { decode, splitTarget } from '../../request.ts';
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
}

export function httpEvent(
  request: ReceivedRequest,
  route: { key: string; variables: Readonly<Record<string, string>> },
): object {
  const { path, query } = splitTarget(request.target);
  const headers = headersOf(request.rawHeaders);
  const { cookie, ...otherHeaders } = headers;
  const host = headers['host'] ?? '';
  const isText = request.body.length === 0 || isTextBody(headers['content-type'], request.body);
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
    ...(query !== '' && { queryStringParameters: joinValues([...new URLSearchParams(query)]) }),
    ...(Object.keys(route.variables).length > 0 && { pathParameters: route.variables }),
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'local',
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

/** Names in lower case; repeated headers become one value, separated by commas. */
function headersOf(rawHeaders: readonly string[]): Record<string, string> {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    pairs.push([String(rawHeaders[at]).toLowerCase(), String(rawHeaders[at + 1])]);
  }
  return joinValues(pairs);
}

function joinValues(pairs: readonly [string, string][]): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const [name, value] of pairs) {
    values[name] = values[name] === undefined ? value : `${values[name]},${value}`;
  }
  return values;
}

/**
 * AWS does not list the types. Measured on live APIs: `text/*`, JSON, XML and JavaScript are text; everything else is
 * base64, also a form and a missing type. Bytes that are not UTF-8 cannot be sent as text.
 */
function isTextBody(contentType: string | undefined, body: Buffer): boolean {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const isText = /^text\/|^application\/(json|xml|javascript)$|\+(json|xml)$/.test(type);
  return isText && Buffer.from(body.toString('utf8')).equals(body);
}

/** `12/Mar/2026:19:03:58 +0000` */
function logTime(ms: number): string {
  const [, weekday, day, month, year, time] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(ms).toUTCString()) ?? [];
  return weekday ? `${day}/${month}/${year}:${time} +0000` : '';
}
