// Middy with its parser of JSON bodies and its handler of errors. https://middy.js.org/docs/intro/getting-started
import middy from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { enqueue, isToken } from './peer.ts';

/** `body` is parsed by then. */
async function accept(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  if (!isToken(event.queryStringParameters?.['token'])) return { statusCode: 401 };
  await enqueue(event.body);
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
}

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(httpJsonBodyParser())
  .use(httpErrorHandler())
  .handler(accept);
