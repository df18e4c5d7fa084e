// What CloudWatch Logs hands to a subscriber: lines of a log group, packed. Knows nothing of what is in a line.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/logs/SubscriptionFilters.html
import { gunzipSync } from 'node:zlib';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import * as v from 'valibot';

export interface SubscribedLine {
  /** The same whenever this line is delivered again. */
  readonly id: string;
  readonly timestampMs: number;
  readonly text: string;
}

const batch = v.variant('messageType', [
  // Sent now and then to see whether the subscriber is there.
  v.object({ messageType: v.literal('CONTROL_MESSAGE') }),
  v.object({
    messageType: v.literal('DATA_MESSAGE'),
    logEvents: v.array(v.object({ id: v.string(), timestamp: v.number(), message: v.string() })),
  }),
]);

/** @throws for what CloudWatch Logs never sends. */
export function readBatch({ awslogs }: CloudWatchLogsEvent): readonly SubscribedLine[] {
  const unpacked = gunzipSync(Buffer.from(awslogs.data, 'base64')).toString('utf8');
  const message = v.parse(batch, JSON.parse(unpacked));
  if (message.messageType === 'CONTROL_MESSAGE') return [];
  return message.logEvents.map(({ id, timestamp, message: text }) => ({ id, timestampMs: timestamp, text }));
}
