// Results that processors post later → decided, and the conversation continued.
// Calls: the platforms.
//
// May, besides writing its log:
//   SessionsTable: dynamodb:GetItem, dynamodb:UpdateItem, dynamodb:DeleteItem
//   FailuresTable, StatsTable: dynamodb:PutItem
//   SourcesTable: dynamodb:GetItem
//   AcuseApiKeys: secretsmanager:GetSecretValue
//   EnvironmentKeyArn (if any): kms:Decrypt

import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { STORE } from '../core/policy.ts';
import { dynamoDbSending } from '../core/wait/dynamodb-sending.ts';
import { dynamoDbOutbounds } from '../platforms/dynamodb-outbounds.ts';
import { dynamoDb } from '../runtime/aws/clients.ts';
import { readEnvironment } from '../runtime/environment.ts';
import type { ApiAnswer } from '../runtime/http/json-answer.ts';
import { resumeEnvironment } from './config.ts';
import { resultTaker } from './take-result.ts';

const config = readEnvironment(resumeEnvironment, process.env);
const client = dynamoDb(STORE);
const { outbounds } = dynamoDbOutbounds(config, client);
const sending = dynamoDbSending({ fn: 'resume', config, client, outbounds });

const takeResult = resultTaker(sending.ports, {
  ...sending.settings,
  key: config.ACUSE_KEY,
  resumeDelayMs: config.RESUME_DELAY_MS,
});

export async function handler(event: APIGatewayProxyEventV2): Promise<ApiAnswer> {
  const { requestContext, queryStringParameters, body, isBase64Encoded } = event;
  const request = {
    method: requestContext.http.method.toUpperCase(),
    token: queryStringParameters?.['token'] ?? '',
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
  return sending.counting(() => takeResult(request, randomUUID()));
}
