// Names and ids that a deployment does not have: an error that says what to do, never an empty name.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { patternsOf, stackLog } from '../../bin/stack-log.ts';
import { acuse, serve } from './run.ts';

const RESOURCES = ['SourcesTable', 'SessionsTable', 'StatsTable', 'FailuresTable', 'BodiesBucket'];

/** A local run with these resources, and without functions. */
const localRun = (resources: readonly string[]) =>
  serve(({ url }, response) => {
    const nowhere = 'http://127.0.0.1:1';
    const ready = {
      endpoints: { dynamodb: nowhere, lambda: nowhere, secretsmanager: nowhere },
      parameters: {},
      resources: Object.fromEntries(resources.map((id) => [id, id])),
      functions: {},
    };
    response.end(JSON.stringify(url === '/.acuse/key' ? { key: 'k'.repeat(64) } : ready));
  });

test.each([
  ['SourcesTable', [], ['sessions']],
  ['SessionsTable', ['SourcesTable'], ['sessions']],
  ['OperateFunction', RESOURCES, ['resume', 'c1']],
])('a local run without %s', async (missing, resources, args) => {
  const { code, stdout, stderr } = await acuse([...args, '--local', await localRun(resources)]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe(
    `acuse: The local run has no ${missing}. Stop it, and start this version with npm start.\n`,
  );
});

describe('the log of a stack', () => {
  /** One stack whose functions have these log groups, and whose log has these pages. */
  async function withLog(
    group: string | undefined,
    pages: readonly { readonly events: readonly object[]; readonly nextToken?: string }[] = [],
  ): Promise<{ asked: { filterPattern?: string; nextToken?: string; logGroupName?: string }[] }> {
    const asked: { filterPattern?: string; nextToken?: string }[] = [];
    const endpoint = await serve((request, response) => {
      response.setHeader('content-type', 'application/json');
      if (request.url.includes('/configuration')) {
        response.end(JSON.stringify(group === undefined ? {} : { LoggingConfig: { LogGroup: group } }));
        return;
      }
      if (String(request.headers['x-amz-target']).endsWith('FilterLogEvents')) {
        const query = JSON.parse(request.body);
        asked.push(query);
        response.end(JSON.stringify(pages[Number(query.nextToken ?? 0)] ?? { events: [] }));
        return;
      }
      response.setHeader('content-type', 'text/xml');
      response.end(
        `<DescribeStackResourceResponse><DescribeStackResourceResult><StackResourceDetail>
        <PhysicalResourceId>${new URLSearchParams(request.body).get('LogicalResourceId')}</PhysicalResourceId>
        </StackResourceDetail></DescribeStackResourceResult></DescribeStackResourceResponse>`,
      );
    });
    vi.stubEnv('AWS_REGION', 'sa-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
    onTestFinished(() => void vi.unstubAllEnvs());
    return { asked };
  }

  const event = (id: string, timestamp: string) => ({
    eventId: id,
    message: JSON.stringify({ timestamp, fn: 'worker', event: 'outcome', deliveryId: 'd1' }),
  });

  test('a function without a log group', async () => {
    await withLog(undefined);
    await expect(stackLog('Acuse')({ sinceMs: 0, conversations: ['c1'] })).rejects.toThrow(
      /^The function \w+Function has no log group\. Deploy this version of Acuse again\.$/,
    );
  });

  test('is read page by page: an empty page is not the end, and no line comes twice', async () => {
    const { asked } = await withLog('/log', [
      { events: [event('2', '2030-01-01T00:00:02.000Z')], nextToken: '1' },
      { events: [], nextToken: '2' },
      { events: [event('1', '2030-01-01T00:00:01.000Z'), { eventId: '3', message: 'a crash' }] },
    ]);
    const lines = await stackLog('Acuse')({ sinceMs: 7, deliveries: ['d1'] });
    // The five functions have one log group here.
    expect(lines.map(({ line }) => line.timestamp.slice(17, 19))).toEqual(['01', '02']);
    expect(asked).toHaveLength(15);
    expect(asked[0]).toMatchObject({ startTime: 7, filterPattern: '{ $.deliveryId = "d1*" }' });
  });

  test('lines without ids are different lines, and those of others are left out', async () => {
    const events = ['01', '02'].map((second) => ({
      message: event('', `2030-01-01T00:00:${second}.000Z`).message,
    }));
    await withLog('/log', [{ events }]);
    expect(await stackLog('Acuse')({ sinceMs: 7, deliveries: ['d1'] })).toHaveLength(2);
    expect(await stackLog('Acuse')({ sinceMs: 7, deliveries: ['d2'], conversations: ['c1'] })).toEqual([]);
  });

  test('a pattern names at most ten conversations or deliveries, and without any all lines of functions', () => {
    const ids = Array.from({ length: 12 }, (_, at) => `c${at}`);
    const patterns = patternsOf({ sinceMs: 0, conversations: ids });
    expect(patterns.map((one) => one.split('||').length)).toEqual([10, 2]);
    expect(patternsOf({ sinceMs: 0 })).toEqual(['{ $.fn = "*" }']);
  });
});
