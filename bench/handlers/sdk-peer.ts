// The peers' work with the SDK alone, without a framework.
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { enqueue, isToken } from './peer.ts';

export async function handler({
  queryStringParameters,
  body,
}: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  if (!isToken(queryStringParameters?.['token'])) return { statusCode: 401 };
  await enqueue(JSON.parse(body ?? ''));
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
}
