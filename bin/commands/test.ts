// acuse test <source>: posts a sample through the source's real URL, proved as its settings ask, and follows it
// through the functions' logs to its outcome. Where it stops, it says what to look at.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { conversationReference } from '../../functions/core/delivery/conversation-reference.ts';
import { headerDigest } from '../../functions/core/source/header-digest.ts';
import { chatwootSignature } from '../../functions/core/source/sender-verification.ts';
import type { Source } from '../../functions/core/source/source.ts';
import { sourceUrl } from '../../functions/core/source/source-url.ts';
import { conversationScope } from '../../functions/platforms/list.ts';
import { findReader } from '../../functions/platforms/readers.ts';
import { type CliCommand, CommandError, type Input } from '../command.ts';
import { type Deployment, type LoggedLine, openDeployment } from '../deployment.ts';
import { meaningOf, whereItStopped } from '../sample-advice.ts';
import { sampleOf } from '../samples.ts';

const PATIENCE_MS = { local: 30_000, stack: 120_000 };
const LOOK_EVERY_MS = { local: 200, stack: 3_000 };

export const test: CliCommand = {
  name: 'test',
  takes: ['source'],
  summary: 'Posts a sample webhook to a source and follows it to its outcome',
  run: async (target, input) => {
    const deployment = await openDeployment(target);
    const { sources } = await deployment.sources.read();
    const source = sources.find(({ id, removed }) => id === input.args[0] && !removed);
    if (!source)
      throw new CommandError(`There is no source ${input.args[0]}. See npm run acuse -- source list.`);
    const posted = await postSample(source, input, deployment);
    const followed = await follow(posted, deployment, target.kind);
    const steps = timeline(posted, followed);
    const outcome = followed.find(({ event }) => event === 'outcome');
    if (!outcome) throw new CommandError(`${steps.join('\n')}\n${whereItStopped(followed, target.kind)}`);
    const { outcome: name, reason } = outcome;
    const { works, words } = meaningOf(outcome, source);
    return {
      json: { source: source.id, status: posted.status, ackMs: posted.ackMs, outcome: name, reason, steps },
      text: [...steps, words].join('\n'),
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

async function postSample(source: Source, input: Input, { baseUrl, key }: Deployment): Promise<Posted> {
  const atMs = Date.now();
  const body = await sampleOf(source.platform, randomUUID(), atMs);
  const { conversation = [] } = findReader(source.platform)?.(JSON.parse(body), body) ?? {};
  const headers = { 'content-type': 'application/json', ...(await proofs(source, body, atMs, input, key)) };
  const response = await fetch(sourceUrl(baseUrl, key, source), { method: 'POST', headers, body }).catch(
    (cause) => {
      throw new CommandError(`Nothing answers at ${baseUrl}. Check the network, and that Acuse runs there.`, {
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
      conversation: conversationReference(key, conversationScope(source), conversation),
    };
  }
  throw new CommandError(
    `The webhook was answered with ${response.status} after ${ackMs} ms. ${REFUSED[response.status] ?? OTHERWISE}`,
  );
}

const OTHERWISE = 'Look at the ingest function’s log.';
const REFUSED: Record<number, string> = {
  401: 'A change of the source takes up to 60 s: wait and try again. If it stays, deploy with a new KeyRevision.',
  404: 'A source made just now is known within seconds: try again. If it stays, was the stack deployed to its end?',
  503: 'Neither queue nor table took it: look at the ingest function’s log.',
};

async function proofs(
  { header, signature }: Source,
  body: string,
  atMs: number,
  { secret }: Input,
  key: string,
): Promise<Record<string, string>> {
  const proved: Record<string, string> = {};
  if (header) {
    const value = await secret(`Value of the header ${header.name}`);
    if (headerDigest(key, header.name, value) !== header.digest) {
      throw new CommandError(`That is not the value of ${header.name} that the source was set up with.`);
    }
    proved[header.name] = value;
  }
  const [signing] = signature?.secrets ?? [];
  if (signature && signing !== undefined) {
    const timestamp = String(Math.floor(atMs / 1000));
    proved[`${signature.prefix}-Timestamp`] = timestamp;
    proved[`${signature.prefix}-Signature`] = chatwootSignature(signing, timestamp, Buffer.from(body));
  }
  return proved;
}

async function follow(
  { atMs, conversation }: Posted,
  deployment: Deployment,
  kind: 'local' | 'stack',
): Promise<readonly LoggedLine[]> {
  for (;;) {
    const lines = await deployment.log(conversation, atMs - 60_000);
    const over = lines.some(({ event }) => event === 'outcome') || Date.now() - atMs > PATIENCE_MS[kind];
    if (over) return lines;
    await delay(LOOK_EVERY_MS[kind]);
  }
}

function timeline({ atMs, ackMs }: Posted, lines: readonly LoggedLine[]): string[] {
  const steps = lines.map((line) => ({ atMs: Date.parse(line.at), said: wordsFor(line) }));
  const known = steps.filter((step) => step.said !== undefined);
  return [
    `     0 ms  posted`,
    `${String(ackMs).padStart(6)} ms  acknowledged with 200`,
    ...known.map((step) => `${String(Math.max(0, step.atMs - atMs)).padStart(6)} ms  ${step.said}`),
  ];
}

function wordsFor(line: LoggedLine): string | undefined {
  const { event, fn } = line;
  if (event === 'delivery') return `ingest: ${line['type']}, queue ${line['queue']}, table ${line['table']}`;
  if (event === 'attempt') {
    const said = line['status'] ?? line['problem'] ?? line['reason'];
    return `${fn}: ${line['destination']}, attempt ${line['attempt']}: ${line['result']}${said ? ` (${said})` : ''}`;
  }
  if (event === 'outcome')
    return `${fn}: outcome ${line['outcome']}${line['reason'] ? ` (${line['reason']})` : ''}`;
  return undefined;
}
