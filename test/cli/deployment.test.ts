// Names and ids that a deployment does not have: an error that says what to do, never an empty name.
import { expect, test, vi } from 'vitest';
import { readStackLog } from '../../bin/stack.ts';
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

test('a function without a log group', async () => {
  const endpoint = await serve((request, response) => {
    if (request.url.includes('/configuration')) {
      response.setHeader('content-type', 'application/json');
      response.end('{}');
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
  await expect(readStackLog('Acuse', 'c1', 0)).rejects.toThrow(
    /^The function \w+Function has no log group\. Deploy this version of Acuse again\.$/,
  );
  vi.unstubAllEnvs();
});
