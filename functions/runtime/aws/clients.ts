// The AWS clients, with limits on time that fit a caller who is waited for. Endpoint, region and credentials come
// from the environment, so nothing here knows where it runs.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';

export interface StoreLimits {
  readonly attempts: number;
  readonly connectMs: number;
  /** For one attempt. */
  readonly requestMs: number;
}

export const dynamoDb = (limits: StoreLimits): DynamoDBClient => new DynamoDBClient(configOf(limits));

export const sqs = (limits: StoreLimits): SQSClient => new SQSClient(configOf(limits));

const configOf = ({ attempts, connectMs, requestMs }: StoreLimits) => ({
  maxAttempts: attempts,
  requestHandler: {
    connectionTimeout: connectMs,
    requestTimeout: requestMs,
    throwOnRequestTimeout: true,
  },
});
