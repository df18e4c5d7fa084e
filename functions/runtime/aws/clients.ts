// The AWS clients, with short timeouts, because a platform waits for the answer. Endpoint, region and credentials come
// from the environment.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { TableClient } from './dynamodb.ts';
import { sdkDynamoDb } from './sdk-dynamodb.ts';

export interface StoreLimits {
  readonly attempts: number;
  readonly connectMs: number;
  /** For one attempt. */
  readonly requestMs: number;
}

export const dynamoDb = (limits: StoreLimits): TableClient =>
  sdkDynamoDb(new DynamoDBClient(configOf(limits)));

export const sqs = (limits: StoreLimits): SQSClient => new SQSClient(configOf(limits));

const configOf = ({ attempts, connectMs, requestMs }: StoreLimits) => ({
  maxAttempts: attempts,
  requestHandler: {
    connectionTimeout: connectMs,
    requestTimeout: requestMs,
    throwOnRequestTimeout: true,
  },
});
