// acuse test <source>: posts a sample to the real URL of the source, with the verification that its settings need, and
// shows each step on its way to its outcome. If the sample stops, it says where to look.
import { randomUUID } from 'node:crypto';
import type { Source } from '../../functions/core/source/source.ts';
import {
  type CliCommand,
  CommandError,
  firstArgument,
  type Input,
  type Target,
  UsageError,
} from '../command.ts';
import { type Deployment, openDeployment } from '../deployment.ts';
import { readBytes } from '../file-input.ts';
import { findSource } from '../find-source.ts';
import { continuedText, type Followed, followSample } from '../follow-sample.ts';
import { uploadPhoto } from '../local.ts';
import { numberOf } from '../number-option.ts';
import { type Posted, postSample } from '../post-sample.ts';
import { mayHaveMetOld, meaningOf, whereItStopped } from '../sample-advice.ts';
import { sampleOf } from '../samples.ts';
import { answerLines, causeOf, decisionOf, textOf } from '../session-facts.ts';

const USUAL_MS: Record<Target['kind'], number> = { local: 30_000, stack: 120_000 };
const POLL_MS: Record<Target['kind'], number> = { local: 200, stack: 3_000 };

const TIMEOUT = { default: 0, maximum: 86_400 };

export const test: CliCommand = {
  name: 'test',
  takes: ['source'],
  options: {
    timeout: {
      type: 'string',
      value: 'seconds',
      meaning: `give up then (default ${USUAL_MS.local / 1000}, on a stack ${USUAL_MS.stack / 1000}; after a 202 the deadline)`,
    },
    body: {
      type: 'string',
      value: 'file',
      meaning: 'this webhook body in place of a sample; - for standard input',
    },
    answer: { type: 'string', value: 'text', meaning: 'what the customer of the sample wrote' },
    photo: {
      type: 'string',
      value: 'file|url',
      meaning: 'the photo that the customer of the sample sent; a file only with --local',
    },
    conversation: { type: 'string', value: 'id', meaning: "the platform's id of the sample's conversation" },
  },
  summary:
    'Posts a sample webhook to a source and follows it to its outcome; exit code 0 if its result arrived',
  examples: ['test treble', 'test treble --photo ./document.jpg --timeout 300'],
  run: async (target, input) => {
    const sourceId = firstArgument(input, 'source');
    const timeout = numberOf('timeout', input.text('timeout'), TIMEOUT);
    refuseMixed(input);
    const deployment = await openDeployment(target);
    const { sources } = await deployment.sources.read();
    const source = findSource(sources, sourceId);
    const body = await bodyOf(source, input, target, deployment);
    const steps: string[] = [];
    const step = (ms: number, text: string) => {
      const line = `${String(ms).padStart(6)} ms  ${text}`;
      steps.push(line);
      input.say(line);
    };
    const posted = await postSample(source, body, input, deployment);
    step(0, 'posted');
    step(posted.ackMs, 'acknowledged with 200');
    const followed = await followSample(
      {
        source: source.id,
        posted,
        pollMs: POLL_MS[target.kind],
        usualMs: USUAL_MS[target.kind],
        timeoutMs: timeout === 0 ? undefined : timeout * 1000,
        step,
      },
      deployment,
    );
    return answerOf({ source, posted, followed, steps }, target);
  },
};

function refuseMixed({ text }: Input): void {
  const ofSample = (['answer', 'photo', 'conversation'] as const).find((one) => text(one) !== undefined);
  if (text('body') !== undefined && ofSample)
    throw new UsageError(`--${ofSample} is of the sample, and --body is posted in its place`);
}

async function bodyOf(
  { platform }: Source,
  { text, content }: Input,
  target: Target,
  { parameters }: Deployment,
): Promise<string> {
  const file = text('body');
  if (file !== undefined) return content(file);
  const photo = text('photo');
  return sampleOf(platform, {
    id: randomUUID(),
    nowMs: Date.now(),
    answer: text('answer'),
    photoUrl: photo === undefined ? undefined : await photoUrlOf(photo, target),
    photoKey: parameters['PhotoKey'],
    conversation: text('conversation'),
  });
}

async function photoUrlOf(photo: string, target: Target): Promise<string> {
  if (/^https?:\/\//.test(photo)) return photo;
  if (target.kind === 'stack')
    throw new CommandError(
      'A stack cannot read a file of this machine. Put the photo at an https address and use --photo URL, or test with a local run.',
    );
  return uploadPhoto(target.baseUrl, await readBytes(photo));
}

interface Tested {
  readonly source: Source;
  readonly posted: Posted;
  readonly followed: Followed;
  readonly steps: readonly string[];
}

/** The processor's result is what counts: a platform does not know the conversation of a sample. */
function answerOf({ source, posted, followed, steps }: Tested, { kind }: Target) {
  const { outcome, cycle, lines, deliveryId } = followed;
  const decision = cycle && decisionOf(cycle);
  const arrived = cycle ? causeOf(cycle) === 'done' : outcome?.['outcome'] === 'done';
  const advice = [
    ...mayHaveMetOld(source, posted.atMs),
    outcome ? meaningOf(outcome, source).text : whereItStopped(lines, kind),
  ];
  return {
    json: {
      source: source.id,
      status: 200,
      ackMs: posted.ackMs,
      deliveryId: deliveryId ?? null,
      outcome: outcome?.['outcome'] ?? null,
      reason: outcome?.['reason'],
      result: arrived,
      ...(decision && {
        variables: Object.fromEntries(decision.keys.map(({ key, value }) => [key, value])),
        messages: decision.reply?.map(textOf) ?? [],
      }),
      steps,
      advice: advice.join(' '),
    },
    text: [
      ...continuedText(cycle),
      ...(decision && 'ending' in cycle.progress ? answerLines(decision, { payload: true }) : []),
      ...advice,
    ].join('\n'),
    ...(!arrived && { exitCode: 1 }),
  };
}
