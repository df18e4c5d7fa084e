// API Gateway's event (payload format 2.0) as a request: bytes, token, method.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export interface WebhookRequest {
  readonly method: string;
  readonly sourceId: string;
  readonly token: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** When the gateway received it, ms since 1970. */
  readonly receivedAtMs: number;
  readonly body: Uint8Array;
}

export function readWebhookRequest(event: APIGatewayProxyEventV2): WebhookRequest {
  const { requestContext, pathParameters, queryStringParameters, headers, body, isBase64Encoded } = event;
  return {
    method: requestContext.http.method.toUpperCase(),
    sourceId: pathParameters?.['source'] ?? '',
    token: queryStringParameters?.['token'] ?? '',
    headers: lowerCased(headers),
    receivedAtMs: requestContext.timeEpoch,
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** HTTP APIs send names in lower case. This does not rely on it. */
function lowerCased(headers: Record<string, string | undefined> | undefined): Record<string, string> {
  const entries = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value ?? '']);
  return Object.fromEntries(entries);
}
