// The AWS clients, with short timeouts, because a platform waits for the answer. Endpoint, region and credentials come
// from the environment.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';

/** A healthy store answers in tens of milliseconds. After these timeouts the client tries again. */
const limits = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 1500, throwOnRequestTimeout: true },
};

export const dynamoDb = (): DynamoDBClient => new DynamoDBClient(limits);

export const sqs = (): SQSClient => new SQSClient(limits);
