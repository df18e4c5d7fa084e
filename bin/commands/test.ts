// acuse test <source>: posts a sample to the real URL of the source, with the verification that its settings need,
// and follows it in the logs to its outcome. If the sample stops, it says where to look.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { conversationReference } from '../../functions/core/delivery/conversation-reference.ts';
import type { Keys } from '../../functions/core/key/keys.ts';
import { headerDigest } from '../../functions/core/source/header-digest.ts';
import { chatwootSignature } from '../../functions/core/source/sender-verification.ts';
import type { Source } from '../../functions/core/source/source.ts';
import { sourceUrl } from '../../functions/core/source/source-url.ts';
import { conversationScope } from '../../functions/platforms/list.ts';
import { findReader } from '../../functions/platforms/readers.ts';
import { type CliCommand, CommandError, firstArgument, type Input } from '../command.ts';
import { type Deployment, type LoggedLine, openDeployment } from '../deployment.ts';
import { meaningOf, whereItStopped } from '../sample-advice.ts';
import { sampleOf } from '../samples.ts';

const TIMEOUT_MS = { local: 30_000, stack: 120_000 };
const POLL_INTERVAL_MS = { local: 200, stack: 3_000 };

export const test: CliCommand = {
  name: 'test',
  takes: ['source'],
  summary: 'Posts a sample webhook to a source and follows it to its outcome',
  examples: ['test treble', 'test treble --stack AcuseTest'],
  run: async (target, input) => {
    const deployment = await openDeployment(target);
    const { sources } = await deployment.sources.read();
    const sourceId = firstArgument(input, 'source');
    const source = sources.find(({ id, removed }) => id === sourceId && !removed);
    if (!source) throw new CommandError(`There is no source ${sourceId}. See npm run acuse -- source list.`);
    const posted = await postSample(source, input, deployment);
    const lines = await follow(posted, deployment, target.kind);
    const steps = timeline(posted, lines);
    const outcome = lines.find(({ event }) => event === 'outcome');
    if (!outcome) throw new CommandError(`${steps.join('\n')}\n${whereItStopped(lines, target.kind)}`);
    const { outcome: name, reason } = outcome;
    const { works, text } = meaningOf(outcome, source);
    return {
      json: { source: source.id, status: posted.status, ackMs: posted.ackMs, outcome: name, reason, steps },
      text: [...steps, text].join('\n'),
      ...(!works && { exitCode: 1 }),
    };
  },
};

interface Posted {
  readonly status: number;
  readonly ackMs: number;
  readonly atMs: number;
  readonly conversation: string;
}

async function postSample(source: Source, input: Input, { baseUrl, keys }: Deployment): Promise<Posted> {
  const atMs = Date.now();
  const body = await sampleOf(source.platform, randomUUID(), atMs);
  const { conversation = [] } = findReader(source.platform)?.(JSON.parse(body), body) ?? {};
  const headers = {
    'content-type': 'application/json',
    ...(await secretHeader(source, input, keys)),
    ...signatureHeaders(source, body, atMs),
  };
  const response = await fetch(sourceUrl(baseUrl, keys, source), { method: 'POST', headers, body }).catch(
    (cause) => {
      throw new CommandError(`No answer from ${baseUrl}. Check the network, and that Acuse runs there.`, {
        cause,
      });
    },
  );
  await response.arrayBuffer();
  const ackMs = Date.now() - atMs;
  if (response.status === 200) {
    return {
      status: 200,
      ackMs,
      atMs,
      conversation: conversationReference(keys, conversationScope(source), conversation),
    };
  }
  throw new CommandError(
    `The answer to the webhook is ${response.status}, after ${ackMs} ms. ${REFUSED[response.status] ?? OTHERWISE}`,
  );
}

const OTHERWISE = 'Read the log of the ingest function.';
const REFUSED: Record<number, string> = {
  401: 'A change of the source needs up to 60 s: wait and try again. If the answer is still 401, the functions may have an old key: npm run acuse -- key status says whether it was rotated. Then deploy with npx cdk deploy -c keyRevision=<any new text>.',
  404: 'A new source is active after some seconds: try again. If the answer is still 404, check that the deployment is complete.',
  503: 'Neither the queue nor the table accepted the delivery: read the log of the ingest function.',
};

async function secretHeader(
  { header }: Source,
  { secret }: Input,
  keys: Keys,
): Promise<Record<string, string>> {
  if (!header) return {};
  const value = await secret(`Value of the header ${header.name}`);
  if (headerDigest(keys, header.name, value) === header.digest) return { [header.name]: value };
  throw new CommandError(`This is not the value of ${header.name} in the settings of the source.`);
}

function signatureHeaders({ signature }: Source, body: string, atMs: number): Record<string, string> {
  const [signingSecret] = signature?.secrets ?? [];
  if (!signature || signingSecret === undefined) return {};
  const timestamp = String(Math.floor(atMs / 1000));
  return {
    [`${signature.prefix}-Timestamp`]: timestamp,
    [`${signature.prefix}-Signature`]: chatwootSignature(signingSecret, timestamp, Buffer.from(body)),
  };
}

async function follow(
  { atMs, conversation }: Posted,
  deployment: Deployment,
  kind: 'local' | 'stack',
): Promise<readonly LoggedLine[]> {
  for (;;) {
    const lines = await deployment.log(conversation, atMs - 60_000);
    const ended = lines.some(({ event }) => event === 'outcome') || Date.now() - atMs > TIMEOUT_MS[kind];
    if (ended) return lines;
    await delay(POLL_INTERVAL_MS[kind]);
  }
}

function timeline({ atMs, ackMs }: Posted, lines: readonly LoggedLine[]): string[] {
  const steps = lines.map((line) => ({ atMs: Date.parse(line.timestamp), label: labelOf(line) }));
  const known = steps.filter((step) => step.label !== undefined);
  return [
    `     0 ms  posted`,
    `${String(ackMs).padStart(6)} ms  acknowledged with 200`,
    ...known.map((step) => `${String(Math.max(0, step.atMs - atMs)).padStart(6)} ms  ${step.label}`),
  ];
}

/** The stores of a delivery. One that has taken it has only its time in the line, and one that was not used has nothing. */
const storesIn = (line: LoggedLine): string[] =>
  ['queue', 'table'].flatMap((store) => {
    const fate = line[store] ?? (line[`${store}Ms`] === undefined ? undefined : 'durable');
    return fate === undefined ? [] : [`${store} ${fate}`];
  });

function labelOf(line: LoggedLine): string | undefined {
  const { event, fn } = line;
  if (event === 'delivery') return [`ingest: ${line['type']}`, ...storesIn(line)].join(', ');
  if (event === 'attempt') {
    const detail = line['status'] ?? line['problem'] ?? line['reason'];
    return `${fn}: ${line['destination']}, attempt ${line['attempt']}: ${line['result']}${detail ? ` (${detail})` : ''}`;
  }
  if (event === 'outcome')
    return [
      `${fn}: outcome ${line['outcome']}${line['reason'] ? ` (${line['reason']})` : ''}`,
      ...(line['status'] ? [`${line['destination']}, attempt ${line['attempt']}: ${line['status']}`] : []),
    ].join('; ');
  return undefined;
}
