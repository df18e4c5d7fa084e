// The functions' log of a deployed stack, in CloudWatch Logs: a log group for each function. A line is there some
// seconds after it was written.
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { Lambda } from '@aws-sdk/client-lambda';
import { CommandError } from './command.ts';
import { type LoggedLine, parseLogLine } from './event-line.ts';
import type { LogQuery, StoredLine } from './log-query.ts';
import { callAws, readPhysicalId } from './stack.ts';

/** Those that write about deliveries. */
const FUNCTIONS = [
  'IngestFunction',
  'WorkerFunction',
  'ResumeFunction',
  'SweeperFunction',
  'OperateFunction',
] as const;

/** Reads the names of the log groups once. */
export function stackLog(stackName: string): (query: LogQuery) => Promise<StoredLine[]> {
  const logs = new CloudWatchLogs();
  let groups: Promise<string[]> | undefined;
  return (query) =>
    callAws(stackName, async () => {
      groups ??= Promise.all(FUNCTIONS.map((logicalId) => logGroupOf(stackName, logicalId)));
      const reads = (await groups).flatMap((group) =>
        patternsOf(query).map((pattern) => linesIn(logs, group, pattern, query.sinceMs)),
      );
      const lines = (await Promise.all(reads)).flat().filter(({ line }) => isAskedFor(query, line));
      // A line about a conversation and a delivery may be found by both.
      const byId = new Map(lines.map((one) => [one.id, one]));
      return [...byId.values()].sort((a, b) => a.line.timestamp.localeCompare(b.line.timestamp));
    });
}

/** Not every engine looks at the pattern. */
function isAskedFor(
  { conversations = [], deliveries = [] }: LogQuery,
  { conversation, deliveryId }: LoggedLine,
): boolean {
  if (conversations.length + deliveries.length === 0) return true;
  return (
    conversations.some((one) => one === conversation) ||
    deliveries.some((one) => String(deliveryId).startsWith(one))
  );
}

async function logGroupOf(stackName: string, logicalId: string): Promise<string> {
  const FunctionName = await readPhysicalId(stackName, logicalId);
  const { LoggingConfig: { LogGroup } = {} } = await new Lambda().getFunctionConfiguration({ FunctionName });
  if (LogGroup) return LogGroup;
  throw new CommandError(
    `The function ${FunctionName} has no log group. Deploy this version of Acuse again.`,
  );
}

/** A pattern has 1,024 characters at most. */
const MOST_TERMS = 10;

/**
 * Lines of metrics have no `fn`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function patternsOf({ conversations = [], deliveries = [] }: LogQuery): string[] {
  const terms = [
    ...conversations.map((one) => `$.conversation = "${one}"`),
    // With its replays, which have a number behind it.
    ...deliveries.map((one) => `$.deliveryId = "${one}*"`),
  ];
  if (terms.length === 0) return ['{ $.fn = "*" }'];
  const patterns: string[] = [];
  for (let at = 0; at < terms.length; at += MOST_TERMS) {
    const some = terms.slice(at, at + MOST_TERMS);
    // One term alone needs no brackets, and some engines take none.
    patterns.push(`{ ${some.length === 1 ? some : some.map((term) => `(${term})`).join(' || ')} }`);
  }
  return patterns;
}

/** All pages: an empty one is not the end. */
async function linesIn(
  logs: CloudWatchLogs,
  logGroupName: string,
  filterPattern: string,
  startTime: number,
): Promise<StoredLine[]> {
  const lines: StoredLine[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.filterLogEvents({ logGroupName, startTime, filterPattern, nextToken });
    for (const { message = '' } of page.events ?? []) {
      const line = parseLogLine(message);
      // Two lines that are equal, with their times, are one: not every engine gives a line an id that stays.
      if (line) lines.push({ id: message, line });
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return lines;
}
