// A store or the worker away, for the whole program: whatever one of them does, each wait is continued exactly once.
// The faults are written into a copy of the template, so nothing in the product knows of them.
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Run, runTemplate } from '../../local/run.ts';
import { acuse } from '../cli/run.ts';
import { waitingBody } from '../functions/ingest/webhook.ts';
import { editedAssembly, idsOf, type LooseTemplate } from '../local/template/synthesised-app.ts';
import { post } from './program.ts';
import { startTreble, type Treble, variables } from './treble.ts';

/** Takes connections and never says a word. */
const hanging = createServer(() => undefined);
let hangingUrl: string;
let treble: Treble;

beforeAll(async () => {
  treble = await startTreble();
  await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
  const address = hanging.address();
  hangingUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});

afterAll(async () => {
  hanging.close();
  await treble.close();
});

async function runWith(
  edit: (template: LooseTemplate) => void,
  parameters: Record<string, string>,
): Promise<Run> {
  return runTemplate({
    assemblyDirectory: await editedAssembly(edit),
    data: undefined,
    parameters: new Map(Object.entries({ TrebleBaseUrl: treble.url, Processor: 'echo', ...parameters })),
    port: 0,
    output: () => undefined,
    log: () => undefined,
  });
}

const environment = (template: LooseTemplate, id: string): Record<string, unknown> =>
  Object(template.Resources[id]?.Properties['Environment']).Variables;

const hookOf = ({ ready }: Run) => ready.sources.find(({ id }) => id === 'treble')?.url ?? '';

/** The sweeper comes once a minute, and takes for stranded what nobody has claimed for a minute. */
const SWEPT = { timeout: 140_000, interval: 200 };

interface Case {
  readonly name: string;
  readonly edit: (template: LooseTemplate) => void;
  readonly parameters?: Record<string, string>;
  readonly variables: Record<string, string>;
}

const CASES: readonly Case[] = [
  {
    name: 'the queue hangs at ingest: the sweeper queues it',
    edit: (template) => {
      environment(template, 'IngestFunction')['WAITS_QUEUE_URL'] = `${hangingUrl}/000000000000/waits.fifo`;
    },
    variables: { acuse_status: 'done' },
  },
  {
    name: 'the queue refuses at ingest: the sweeper queues it',
    edit: (template) => {
      environment(template, 'IngestFunction')['WAITS_QUEUE_URL'] =
        'http://127.0.0.1:1/000000000000/waits.fifo';
    },
    variables: { acuse_status: 'done' },
  },
  {
    name: 'the table refuses at ingest: the worker registers the wait',
    edit: (template) => {
      environment(template, 'IngestFunction')['SESSIONS_TABLE'] = 'there-is-no-such-table';
    },
    variables: { acuse_status: 'done' },
  },
  {
    name: 'nobody works: at the deadline the sweeper decides, with the fallback',
    edit: (template) => {
      for (const id of idsOf(template, 'AWS::Lambda::EventSourceMapping')) delete template.Resources[id];
    },
    parameters: { SessionDeadlineSeconds: '10', FallbackKeys: 'verdict=pending,step=2' },
    variables: { acuse_status: 'timeout', acuse_reason: 'deadline', verdict: 'pending', step: '2' },
  },
];

describe.concurrent('a fault', () => {
  test.for(CASES)('$name', { timeout: 180_000 }, async ({ name, edit, parameters = {}, ...expected }) => {
    const run = await runWith(edit, parameters);
    try {
      const sessionId = name.replaceAll(/\W/g, '');
      expect(await post(hookOf(run), waitingBody(sessionId))).toMatchObject({ status: 200, text: '{}' });
      await vi.waitFor(() => expect(treble.callsFor(sessionId)).toHaveLength(1), SWEPT);
      const [call] = treble.callsFor(sessionId);
      expect(call && variables(call)).toMatchObject(expected.variables);
      await new Promise((resolve) => setTimeout(resolve, 2000));
      expect(treble.callsFor(sessionId)).toHaveLength(1);
    } finally {
      await run.stop();
    }
  });
});

test('a delivery that nobody can store: an agent bot is answered 500, which Chatwoot repeats, others 503', async () => {
  const run = await runWith((template) => {
    const ingest = environment(template, 'IngestFunction');
    ingest['EVENTS_QUEUE_URL'] = 'http://127.0.0.1:1/000000000000/events.fifo';
    ingest['SESSIONS_TABLE'] = 'there-is-no-such-table';
  }, {});
  try {
    const local = ['--local', run.ready.baseUrl, '--json'];
    const bot = await acuse(['source', 'add', 'trino', '--id', 'bot', '--agent-bot', ...local]);
    const { url } = JSON.parse(bot.stdout);
    const body = '{"event":"message_created","id":1,"message_type":"incoming"}';
    expect((await post(url, body)).status).toBe(500);
    expect((await post(run.ready.sources.find(({ id }) => id === 'trino')?.url ?? '', body)).status).toBe(
      503,
    );
  } finally {
    await run.stop();
  }
}, 240_000);
