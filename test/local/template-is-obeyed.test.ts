// A run of the real app does what its template says: what a test removes from the template is missing.
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Ready } from '../../local/ready.ts';
import { runTemplate } from '../../local/run.ts';
import { awsJson } from '../../local/services/engines/aws-json.ts';
import { editedAssembly, idsOf, type LooseTemplate, theAssembly } from './template/synthesised-app.ts';

async function run(assemblyDirectory: string, data?: string) {
  const started = await runTemplate({
    assemblyDirectory,
    data,
    parameters: new Map(),
    port: 0,
    output: () => undefined,
    log: () => undefined,
  });
  onTestFinished(started.stop);
  return started;
}

const without = (type: string) =>
  editedAssembly((template) => {
    for (const id of idsOf(template, type)) delete template.Resources[id];
  });

const variables = (template: LooseTemplate, id: string) =>
  Object(template.Resources[id]?.Properties['Environment']).Variables;

/** A webhook on a path into [REQUEST_TRIGGER]. */
const postWait = ({ sources }: Ready, sessionId: string) =>
  fetch(sources.find(({ waits }) => waits)?.url ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      session_id: sessionId,
      conversation_id: 1,
      responded_at: '2026-11-20 10:00:00.000000',
      actual_response: 'ok',
    }),
  });

async function messagesIn({ endpoints, resources }: Ready, queue: string): Promise<unknown> {
  const request = { QueueUrl: resources[queue], AttributeNames: ['ApproximateNumberOfMessages'] };
  const answer = await awsJson(endpoints.sqs, 'AmazonSQS')('GetQueueAttributes', request);
  return Object(answer).Attributes.ApproximateNumberOfMessages;
}

describe('the template is obeyed', () => {
  test('as it is, a wait is acknowledged and continued', async () => {
    const { ready, simulators } = await run(await theAssembly());
    simulators.treble?.stop('session');
    const continued = simulators.treble?.continued('session');
    expect((await postWait(ready, 'session')).status).toBe(200);
    expect(await continued).toContainEqual({ key: 'acuse_status', value: 'failed' });
  });

  test('without its route, the webhook is not found', async () => {
    const { ready } = await run(await without('AWS::ApiGatewayV2::Route'));
    expect((await postWait(ready, 'session')).status).toBe(404);
  });

  test('without its event sources, the message stays in the queue', async () => {
    const { ready } = await run(await without('AWS::Lambda::EventSourceMapping'));
    expect((await postWait(ready, 'session')).status).toBe(200);
    expect(await messagesIn(ready, 'WaitsQueue')).toBe('1');
  });

  test.each([
    ['IngestFunction', 'WAITS_QUEUE_URL'],
    ['WorkerFunction', 'PROCESSOR'],
    ['SweeperFunction', 'SESSIONS_TABLE'],
  ])('without a variable of %s, the run does not start and names it', async (id, variable) => {
    const directory = await editedAssembly((template) => void delete variables(template, id)[variable]);
    await expect(run(directory)).rejects.toThrow(
      new RegExp(`${id} does not start: .*${variable} is not set`),
    );
  });

  test('with another value in place of the key, the URLs are refused', async () => {
    const directory = await editedAssembly((template) => {
      variables(template, 'IngestFunction').ACUSE_KEY = 'another';
    });
    const { ready } = await run(directory);
    expect((await postWait(ready, 'session')).status).toBe(401);
  });

  test('with a shorter time limit, a function that takes longer is killed', async () => {
    const directory = await editedAssembly((template) => {
      Object.assign(template.Resources['IngestFunction']?.Properties ?? {}, { Timeout: 0 });
    });
    const { ready } = await run(directory);
    expect((await postWait(ready, 'session')).status).toBe(500);
  });
});
