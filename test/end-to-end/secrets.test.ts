// Nothing leaks: markers stand for everything that is secret or somebody's, go through every path, and must not
// be in anything that is written down for others to look at.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { waitingBody } from '../functions/ingest/webhook.ts';
import { type Program, post, startProgram } from './program.ts';
import { startTreble, type Treble } from './treble.ts';

let treble: Treble;
let program: Program;
let data: string;

const SECRETS = {
  session: 'markersession',
  phone: '3009998877',
  scoped: 'CO.markerscoped',
  answer: 'markeranswer',
  token: 'markertoken',
  header: 'markerheader',
};

beforeAll(async () => {
  treble = await startTreble();
  data = await mkdtemp(join(tmpdir(), 'acuse-data-'));
  const parameters = [`TrebleBaseUrl=${treble.url}`, 'Processor=echo', 'FallbackKeys=verdict=pending'];
  program = await startProgram(['--data', data, '--parameters', ...parameters]);
});

afterAll(async () => {
  await program.stop();
  await treble.close();
  await rm(data, { recursive: true, force: true });
});

const personal = (sessionId: unknown, more: object = {}) =>
  waitingBody(sessionId, {
    cellphone: SECRETS.phone,
    business_scope_id: SECRETS.scoped,
    contactId: SECRETS.scoped,
    conversation: { contact_inbox: { source_id: SECRETS.scoped } },
    actual_response: SECRETS.answer,
    user_session_keys: [{ key: 'name', value: SECRETS.answer, type: null }],
    ...more,
  });

test('neither log nor access log nor a queue’s attributes hold a session id, token, phone number, header or body', async () => {
  const hook = program.url('treble');
  const secretHeaders = { 'x-webhook-secret': SECRETS.header, authorization: SECRETS.header };
  treble.script(404, 'hang', 401, 200, 500);
  for (const [at, body] of [
    personal(SECRETS.session),
    personal(`${SECRETS.session}-2`, { responded_at: null }),
    personal(`${SECRETS.session}-3`, { reason: 'OPTOUT' }),
    personal(`${SECRETS.session}-4`, { read_at: 'x', responded_at: null, actual_response: null }),
    personal({ id: SECRETS.session }),
    `${SECRETS.answer} is not JSON ${SECRETS.phone}`,
    `{"session_id":"${SECRETS.session}" ${SECRETS.answer}`,
    '',
    personal(SECRETS.session).padEnd(300_000),
  ].entries()) {
    await post(hook, body, { ...secretHeaders, 'x-number': String(at) });
  }
  const wrong = hook.replace(/token=.*/, `token=${SECRETS.token}`);
  await post(wrong, personal(SECRETS.session), secretHeaders);
  await post(wrong.replace('hooks/treble', `hooks/${SECRETS.token}-nobody`), personal(SECRETS.session));
  await fetch(wrong);
  await post(`${program.ready.baseUrl}/nothing?token=${SECRETS.token}`, personal(SECRETS.session));
  for (const source of ['treble-events', 'botmaker', 'trino']) {
    await post(program.url(source), personal(SECRETS.session), secretHeaders);
  }
  await vi.waitFor(() => expect(treble.calls.length).toBeGreaterThanOrEqual(4), { timeout: 120_000 });

  const written = [program.log(), await accessLog(), await queueAttributes()].join('\n');
  expect(written.length).toBeGreaterThan(3000);
  const token = new URL(hook).searchParams.get('token') ?? 'no token';
  for (const secret of [
    SECRETS.session,
    SECRETS.phone,
    SECRETS.scoped,
    SECRETS.answer,
    SECRETS.header,
    token,
    token.split('.')[2],
  ]) {
    expect(written).not.toContain(secret);
  }
  // The path is in the access log, which the statistics are made from; a query never is.
  expect(written.replaceAll(`/hooks/${SECRETS.token}-nobody`, '')).not.toContain(SECRETS.token);
}, 240_000);

async function accessLog(): Promise<string> {
  const folder = join(data, 'logs');
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  expect(texts.join('')).toContain('/hooks/treble');
  return texts.join('\n');
}

/** What a person with a look at the queues sees of a message, beside its encrypted body. */
async function queueAttributes(): Promise<string> {
  const client = new SQSClient({
    endpoint: program.ready.endpoints.sqs,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const texts: string[] = [];
  for (const name of ['WaitsQueue', 'EventsQueue']) {
    const QueueUrl = program.ready.resources[name];
    const about = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    const received = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
    );
    texts.push(
      JSON.stringify(about.Attributes),
      JSON.stringify(received.Messages?.map(({ Attributes }) => Attributes)),
    );
  }
  client.destroy();
  return texts.join('\n');
}
