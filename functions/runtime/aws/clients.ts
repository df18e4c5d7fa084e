// The AWS clients, with limits on time that fit a caller who is waited for. Endpoint, region and credentials come
// from the environment, so nothing here knows where it runs.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';

/** A healthy store answers in tens of milliseconds; one that has not after this is asked again. */
const limits = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 1500, throwOnRequestTimeout: true },
};

export const dynamoDb = (): DynamoDBClient => new DynamoDBClient(limits);

export const sqs = (): SQSClient => new SQSClient(limits);
