// An answer of several messages is brought to the customer by calls that may each be lost, made without an answer, throttled, or
// cut off by a crash of whoever makes them. The platform's echoes come within seconds of a message, with or without our
// marker, sometimes twice; or never. Whatever happens:
//
//   no message comes twice
//   where echoes come in, every message comes
//   where they never do, every message comes or the error log has the decision
//
// The time is virtual and every choice comes from the seed, so a run can be repeated: PROPERTY_SEED, PROPERTY_RUNS.
import { describe, expect, test } from 'vitest';
import { SEND } from '../../functions/core/policy.ts';
import { decide, decision } from '../../functions/core/wait/decision.ts';
import { decisionSender } from '../../functions/core/wait/decision-sender.ts';
import { isConfirmed, markerOf, replyName } from '../../functions/core/wait/echo.ts';
import type { CallAnswer, Judgement, Outbounds } from '../../functions/core/wait/outbound.ts';
import type { SessionStore } from '../../functions/core/wait/session-store.ts';
import { listener } from '../../functions/worker/listen.ts';
import { PROGRESS, sampleJob, session, T0 } from '../builders.ts';
import { virtualClock } from '../contracts/virtual-clock.ts';
import { runSweeper } from '../run-sweeper.ts';
import { makeWorld } from '../world.ts';
import { seededChance } from './simulation/chance.ts';
import { type Invocation, type StepPlan, startInvocation } from './simulation/invocation.ts';

type Echoes = 'with a marker' | 'with their text only' | 'never';

const REF = 'message-1';
const CONVERSATION = 'conversation-1';
const SOURCE = 'trino';
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 150);
const SEED = Number(process.env['PROPERTY_SEED'] ?? 20261127);

const settings = {
  windowMs: 20 * 3600_000,
  deadlineMs: 240_000,
  fallbackKeys: [],
  updatesPerSecond: 20,
};

interface Story {
  /** Each message that the customer saw, as often as it came. */
  readonly seen: readonly string[];
  readonly said: readonly string[];
  readonly state: string | undefined;
  readonly parked: readonly string[];
  readonly confirmed: boolean;
}

async function run(seed: number, echoes: Echoes, echoesKnown: boolean): Promise<Story> {
  const chance = seededChance(seed);
  const clock = virtualClock();
  const seen: string[] = [];
  const said = Array.from({ length: chance.between(1, 4) }, (_, at) => `message ${at + 1} of the answer`);
  const faultsMs = chance.pick(0, 2000, 600_000);
  const hasFaults = () => clock.nowMs() < T0 + faultsMs;
  const world = makeWorld({ clock, random: chance.random });
  if (echoesKnown) await world.memory.noteEcho(SOURCE);

  const density = chance.pick(0, 0.02, 0.2);
  const isFaulty = () => hasFaults() && chance.happens(density);

  const plan = (): StepPlan => {
    const fault = isFaulty() ? chance.pick('fails', 'unconfirmed', 'crashes', 'crashes_after') : 'none';
    return { beforeMs: chance.between(1, 50), afterMs: chance.between(1, 50), fault, onTheWire: true };
  };

  function bring(text: string, call: string): void {
    seen.push(text);
    if (echoes === 'never') return;
    const id = `${seen.length}`;
    for (let copy = chance.between(1, 2); copy > 0; copy -= 1)
      clock.at(clock.nowMs() + chance.between(1, SEND.echoMs - 1000), () => void echo({ text, call, id }));
  }

  /** The platform's webhook, worked on by a worker. A worker that dies is followed by another. */
  async function echo(message: { text: string; call: string; id: string }): Promise<void> {
    const marker = echoes === 'with a marker' && {
      content_attributes: { acuse: markerOf(REF, message.call) },
    };
    const body = {
      event: 'message_created',
      message_type: 'outgoing',
      private: false,
      id: Number(message.id),
      content: message.text,
      sender: { id: 3, type: 'agent_bot' },
      conversation: { id: 9 },
      account: { id: 4 },
      ...marker,
    };
    const job = sampleJob({
      source: SOURCE,
      platform: 'trino',
      conversation: CONVERSATION,
      type: 'trino.message_created',
      author: 'bot',
      direction: 'outbound',
    });
    for (;;) {
      const invocation = startInvocation(`echo-${clock.nowMs()}`, clock, 30_000);
      const ports = portsOf(invocation);
      const request = {
        job,
        body: JSON.stringify(body),
        owner: invocation.owner,
        untilMs: invocation.endsAtMs,
      };
      const heard = listener(ports, settings)
        .hear(request)
        .then(
          () => true,
          () => false,
        );
      const done = await Promise.race([heard, invocation.stopped.then(() => false)]);
      invocation.kill();
      if (done) return;
    }
  }

  /** A call may have its effect and no answer, or the other way round. */
  async function callApi(invocation: Invocation, text: string, call: string): Promise<CallAnswer> {
    const answer = hasFaults()
      ? chance.pick<200 | 429 | 500 | 'lost' | 'lost after' | '500 after' | 'refused'>(
          200,
          200,
          200,
          'lost',
          'lost after',
          500,
          '500 after',
          429,
          'refused',
        )
      : 200;
    const tookMs = answer === 'lost' || answer === 'lost after' ? SEND.callMs : chance.between(5, 3000);
    const crash = isFaulty() ? chance.pick('crashes', 'crashes_after') : 'none';
    const beforeMs = chance.between(1, tookMs - 1);
    const step = {
      beforeMs,
      afterMs: tookMs - beforeMs,
      fault: crash,
      onTheWire: chance.happens(0.5),
    } as const;
    return invocation.step(step, async (): Promise<CallAnswer> => {
      if (answer === 200 || answer === 'lost after' || answer === '500 after') bring(text, call);
      if (answer === 'lost' || answer === 'lost after')
        return { kind: 'no_answer', problem: 'ETIMEDOUT', tookMs };
      if (answer === 'refused') return { kind: 'no_answer', problem: 'ECONNREFUSED', tookMs };
      if (answer === 200) return { kind: 'answer', status: 200, id: `${seen.length}`, tookMs };
      return { kind: 'answer', status: answer === 429 ? 429 : 500, tookMs };
    });
  }

  function judge(answer: CallAnswer, nowMs: number): Judgement {
    if (answer.kind === 'answer' && answer.status === 200) return { kind: 'done' };
    const hadNoEffect = answer.kind === 'answer' ? answer.status === 429 : answer.problem === 'ECONNREFUSED';
    return hadNoEffect ? { kind: 'retry', dueAtMs: nowMs + 2000 } : { kind: 'unknown', health: 'failed' };
  }

  const outboundsOf = (invocation: Invocation): Outbounds => ({
    of: async () => ({
      platform: 'trino',
      destination: `trino/${SOURCE}`,
      plan: ({ reply = [] }) => ({
        calls: reply.map(({ text = '' }, at) => ({
          name: replyName(at),
          once: true,
          text,
          make: () => callApi(invocation, text, replyName(at)),
          judge: (answer, { nowMs }) => judge(answer, nowMs),
        })),
      }),
    }),
  });

  function portsOf(invocation: Invocation) {
    const step = <T>(effect: () => Promise<T>) => invocation.step(plan(), effect);
    const { sessions, memory } = world;
    return {
      ...world,
      clock: invocation.clock,
      outbounds: outboundsOf(invocation),
      sessions: {
        load: (ref) => step(() => sessions.load(ref)),
        loadJob: (ref) => step(() => sessions.loadJob(ref)),
        save: (one, options) => step(() => sessions.save(one, options)),
      } satisfies SessionStore,
      memory: {
        ...memory,
        load: (conversation: string) => step(() => memory.load(conversation)),
        expectEcho: (conversation: string, expected: Parameters<typeof memory.expectEcho>[1]) =>
          step(() => memory.expectEcho(conversation, expected)),
        hasEchoes: (source: string) => step(() => memory.hasEchoes(source)),
        noteEcho: (source: string) => step(() => memory.noteEcho(source)),
      },
    };
  }

  const open = session(PROGRESS.delegated, {
    ref: REF,
    message: { platform: 'trino', conversation: CONVERSATION },
    cycle: { source: SOURCE, deadlineAtMs: T0 + 240_000 },
  });
  await world.sessions.save(open, { expectedVersion: 0 });
  const made = decision('worker:1', 'done', { keys: [], reply: said.map((text) => ({ text })) });
  const worker = startInvocation('worker', clock, 120_000);
  const nowMs = clock.nowMs();
  const request = { cycle: 1, decision: made, nowMs, dueAtMs: nowMs };
  const first = decisionSender(portsOf(worker), settings).decideAndSend({
    ref: REF,
    cycle: 1,
    owner: worker.owner,
    tries: SEND.quickTries,
    untilMs: T0 + 60_000,
    step: (current) => decide(current, request),
    isDecided: (outcome) => outcome === 'decided',
  });
  await clock.finish(Promise.race([first.catch(() => undefined), worker.stopped]));
  worker.kill();
  // The decision may not have been written: then its processor's result is lost, which is another test's matter.
  const after = (await world.sessions.load(REF)).session?.cycle?.progress.state;
  if (after === 'delegated') return { seen, said, state: undefined, parked: [], confirmed: false };

  for (let minute = 0; minute < 30; minute += 1) {
    const sweeper = startInvocation(`sweeper-${minute}`, clock, 75_000);
    const start = { owner: sweeper.owner, startsAtMs: clock.nowMs(), endsAtMs: sweeper.endsAtMs };
    const sweep = runSweeper(start, portsOf(sweeper), settings).catch(() => undefined);
    await clock.finish(Promise.race([sweep, sweeper.stopped]));
    sweeper.kill();
    await clock.advance(Math.max(0, start.startsAtMs + 60_000 - clock.nowMs()));
  }
  return {
    seen,
    said,
    state: (await world.sessions.load(REF)).session?.cycle?.progress.state,
    parked: [...world.errorLog.entries.values()].map(({ reason }) => reason),
    confirmed: isConfirmed((await world.sessions.load(REF)).session),
  };
}

const seeds = Array.from({ length: RUNS }, (_, at) => SEED + at);
const doubled = ({ seen }: Story) => seen.filter((text, at) => seen.indexOf(text) !== at);
const missing = ({ seen, said }: Story) => said.filter((text) => !seen.includes(text));

describe.each(['with a marker', 'with their text only'] as const)('echoes %s', (echoes) => {
  test('every message comes once, and is confirmed', async () => {
    for (const seed of seeds) {
      const story = await run(seed, echoes, true);
      expect({ seed, doubled: doubled(story) }).toEqual({ seed, doubled: [] });
      if (story.state === undefined) continue;
      expect({ seed, ...story }).toMatchObject({ state: 'continued', parked: [], confirmed: true });
      expect({ seed, missing: missing(story) }).toEqual({ seed, missing: [] });
    }
  });
});

test('without echoes no message comes twice, and what may be missing is in the error log', async () => {
  const ends = new Map<string, number>();
  for (const seed of seeds) {
    const story = await run(seed, 'never', false);
    expect({ seed, doubled: doubled(story) }).toEqual({ seed, doubled: [] });
    if (story.state === undefined) continue;
    ends.set(story.state, (ends.get(story.state) ?? 0) + 1);
    if (story.state === 'continued') expect({ seed, missing: missing(story) }).toEqual({ seed, missing: [] });
    else expect({ seed, ...story }).toMatchObject({ state: 'refused', parked: ['unconfirmed'] });
  }
  expect([...ends.keys()].toSorted()).toEqual(['continued', 'refused']);
});
