// Unpacks the lines that CloudWatch Logs sends to a subscriber.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/logs/SubscriptionFilters.html
import { gunzipSync } from 'node:zlib';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import * as v from 'valibot';

export interface SubscribedLine {
  /** The same on each delivery of the line. */
  readonly id: string;
  readonly timestampMs: number;
  readonly text: string;
}

const batch = v.variant('messageType', [
  // A regular check that the subscriber is available.
  v.object({ messageType: v.literal('CONTROL_MESSAGE') }),
  v.object({
    messageType: v.literal('DATA_MESSAGE'),
    logEvents: v.array(v.object({ id: v.string(), timestamp: v.number(), message: v.string() })),
  }),
]);

/** @throws for data that CloudWatch Logs never sends. */
export function readBatch({ awslogs }: CloudWatchLogsEvent): readonly SubscribedLine[] {
  const unpacked = gunzipSync(Buffer.from(awslogs.data, 'base64')).toString('utf8');
  const message = v.parse(batch, JSON.parse(unpacked));
  if (message.messageType === 'CONTROL_MESSAGE') return [];
  return message.logEvents.map(({ id, timestamp, message: text }) => ({ id, timestampMs: timestamp, text }));
}
