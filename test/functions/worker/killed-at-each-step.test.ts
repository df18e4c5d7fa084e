// A worker may crash at any of its calls, before or after the effect of the call. Each case is tested: the worker of a
// wait crashes at its first step, at its second step, and so on. Then other workers and the sweeper continue. A
// decision never changes, a processor that has accepted or answered is not called again, and the conversation
// continues.
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeJob } from '../../../functions/core/delivery/job.ts';
import type { Outbounds } from '../../../functions/core/wait/outbound.ts';
import { resumeUrl } from '../../../functions/core/wait/resume-url.ts';
import type { Decision, Session } from '../../../functions/core/wait/session.ts';
import type { SessionStore } from '../../../functions/core/wait/session-store.ts';
import type { ProcessorAnswer } from '../../../functions/processors/processor.ts';
import { resultTaker } from '../../../functions/resume/take-result.ts';
import { returnMessages } from '../../../functions/worker/return-messages.ts';
import { waitMessagesWorker } from '../../../functions/worker/wait-messages-worker.ts';
import { plainKey, sampleWaitJob } from '../../builders.ts';
import { memoryQueues } from '../../contracts/queues.fake.ts';
import { virtualClock } from '../../contracts/virtual-clock.ts';
import { type Invocation, type StepPlan, startInvocation } from '../../properties/simulation/invocation.ts';
import { runSweeper } from '../../run-sweeper.ts';
import { makeWorld } from '../../world.ts';

const KEY = plainKey('the key of a test');
const DEADLINE_MS = 1_800_000;
const ref = 'conversation-1';
const job = sampleWaitJob();

type Behaviour = 'answers' | 'answers late' | 'calls back' | 'calls back first';
type Crash = { readonly step: number; readonly fault: 'crashes' | 'crashes_after' };
type Next = 'worker' | 'sweeper';

interface Attempt {
  readonly decidedBefore: boolean;
  readonly delegatedBefore: boolean;
}

interface Story {
  readonly steps: number;
  readonly decisions: readonly Decision[];
  readonly attempts: readonly Attempt[];
  /** The variables of each call to Treble. */
  readonly updates: readonly unknown[];
  readonly state: string | undefined;
  readonly cause: string | undefined;
}

/** `next`: who continues after the leases of the first worker. */
async function run(behaviour: Behaviour, next: Next = 'sweeper', crash?: Crash): Promise<Story> {
  const clock = virtualClock();
  const visibilityMs = next === 'worker' ? 45_000 : 150_000;
  const world = makeWorld({ clock, queues: memoryQueues({ clock, visibilityMs, maxReceiveCount: 1000 }) });
  const { queues, outbounds, sessions: store } = world;
  const written: Session[] = [];
  const attempts: Attempt[] = [];
  let answers = 0;
  let steps = 0;
  const settings = {
    key: KEY,
    deadlineMs: DEADLINE_MS,
    resumeDelayMs: 0,
    windowMs: 20 * 3600_000,
    fallbackKeys: [],
    updatesPerSecond: 20,
    resumeUrl: (target: Parameters<typeof resumeUrl>[2]) => resumeUrl('https://acuse.example', KEY, target),
  };
  const decisionsOf = () =>
    written.flatMap(({ cycle }) => {
      const decision = cycle && 'decision' in cycle.progress ? cycle.progress.decision : undefined;
      return decision ? [decision] : [];
    });

  function portsOf(invocation: Invocation, planOf: () => StepPlan) {
    const step = <T>(effect: () => Promise<T>) => invocation.step(planOf(), effect);
    const sessions: SessionStore = {
      load: (one) => step(() => store.load(one)),
      loadJob: (one) => step(() => store.loadJob(one)),
      save: (session, options) =>
        step(async () => {
          const saved = await store.save(session, options);
          if (saved.kind === 'saved') written.push(session);
          return saved;
        }),
    };
    return {
      ...world,
      clock: invocation.clock,
      sessions,
      outbounds: {
        async of(session) {
          const outbound = await outbounds.of(session);
          const plan = (decision: Decision) => ({
            calls: outbound.plan(decision).calls.map((call) => ({ ...call, make: () => step(call.make) })),
          });
          return { ...outbound, plan };
        },
      } satisfies Outbounds,
    };
  }

  async function post(url: string, keys: ProcessorAnswer & { kind: 'done' }): Promise<void> {
    const invocation = startInvocation('resume', clock, 25_000);
    const token = new URL(url).searchParams.get('token') ?? '';
    const body = Buffer.from(JSON.stringify({ user_session_keys: keys.keys }));
    await resultTaker(portsOf(invocation, noFault), settings)({ method: 'POST', token, body }, 'x');
  }

  async function work(name: string, planOf: () => StepPlan): Promise<void> {
    const [message] = queues.main.waits.receive(1);
    if (!message) return;
    const invocation = startInvocation(name, clock, 120_000);
    const ports = portsOf(invocation, planOf);
    const process = (url = '') =>
      invocation.step(planOf(), async (): Promise<ProcessorAnswer> => {
        const delegatedBefore = written.some(({ cycle }) => cycle?.progress.state === 'delegated');
        attempts.push({ decidedBefore: decisionsOf().length > 0, delegatedBefore });
        answers += 1;
        const result = { kind: 'done', keys: [{ key: 'verdict', value: `answer ${answers}` }] } as const;
        if (behaviour === 'answers') return result;
        if (behaviour === 'answers late') {
          await clock.sleep(25_000);
          return result;
        }
        if (behaviour === 'calls back first') await post(url, result);
        else clock.at(clock.nowMs() + 200_000, () => void post(url, result));
        return { kind: 'accepted' };
      });
    const processor = {
      name: 'test',
      process: ({ resumeUrl: url }: { resumeUrl?: string }) => process(url),
    };
    const admit = async () => ({ kind: 'admitted', processor, waits: true }) as const;
    const working = async () => {
      const { owner, endsAtMs } = invocation;
      const workWaits = waitMessagesWorker({ ...ports, admit }, settings);
      const place = { queue: 'waits', invocation: owner, concurrency: 2 } as const;
      const { batchItemFailures } = await returnMessages('waits', [message], ports, (ended) =>
        workWaits([message], { place, endsAtMs }, ended),
      );
      if (batchItemFailures.length === 0) queues.main.waits.remove(message.receiptHandle);
    };
    await clock.finish(Promise.race([working(), invocation.stopped]));
    invocation.kill();
  }

  const planOfFirst = (): StepPlan => {
    steps += 1;
    return crash?.step === steps ? { ...NO_FAULT, fault: crash.fault } : NO_FAULT;
  };
  await world.queue.send({
    queue: 'waits',
    job: encodeJob(job),
    group: ref,
    deduplicationId: job.deliveryId,
  });
  await work('worker-1', planOfFirst);
  if (next === 'worker') {
    await clock.advance(50_000);
    await work('worker-2', noFault);
  }
  for (let minute = 0; minute < 40; minute += 1) {
    const sweeper = startInvocation(`sweeper-${minute}`, clock, 55_000);
    const start = { owner: sweeper.owner, startsAtMs: clock.nowMs(), endsAtMs: sweeper.endsAtMs };
    await clock.finish(runSweeper(start, portsOf(sweeper, noFault), settings));
    sweeper.kill();
    await work(`worker-${minute + 3}`, noFault);
    await clock.advance(60_000);
  }
  const cycle = await world.cycle();
  return {
    steps,
    decisions: decisionsOf(),
    attempts,
    updates: outbounds.calls.map(({ keys }) => keys),
    state: cycle?.progress.state,
    cause: cycle && 'ending' in cycle.progress ? cycle.progress.ending.cause : undefined,
  };
}

const NO_FAULT: StepPlan = { beforeMs: 5, afterMs: 5, fault: 'none', onTheWire: true };
const noFault = () => NO_FAULT;

/** The least number of calls of a worker without a crash. */
const STEPS: Record<Behaviour, number> = {
  answers: 7,
  'answers late': 8,
  'calls back': 4,
  'calls back first': 4,
};

describe.each(Object.entries(STEPS) as [Behaviour, number][])('a processor that %s', (behaviour, steps) => {
  let complete: Story;

  beforeAll(async () => {
    complete = await run(behaviour);
  });

  test(`has a worker with at least ${steps} steps`, () => {
    expect(complete.steps).toBeGreaterThanOrEqual(steps);
    expect(complete).toMatchObject({ state: 'continued', cause: 'done' });
    expect(complete.attempts).toHaveLength(1);
    expect(complete.updates).toHaveLength(1);
  });

  test.each([
    ['crashes', 'worker'],
    ['crashes', 'sweeper'],
    ['crashes_after', 'worker'],
    ['crashes_after', 'sweeper'],
  ] as const)('whose worker %s at any step, followed by a %s', async (fault, next) => {
    for (let step = 1; step <= complete.steps; step += 1) {
      const { decisions, attempts, updates, state, cause } = await run(behaviour, next, { step, fault });
      const where = `step ${step} of ${complete.steps}`;
      expect({ state, cause }, where).toEqual({ state: 'continued', cause: 'done' });
      expect(new Set(decisions.map((one) => JSON.stringify(one))).size, `${where}: decisions`).toBe(1);
      expect(new Set(updates.map((one) => JSON.stringify(one))).size, `${where}: updates`).toBe(1);
      const needless = attempts.filter(
        ({ decidedBefore, delegatedBefore }) => decidedBefore || delegatedBefore,
      );
      expect(needless, `${where}: attempts`).toEqual([]);
      expect(attempts.length, `${where}: attempts`).toBeLessThanOrEqual(2);
      expect(updates.length, `${where}: updates`).toBeLessThanOrEqual(2);
    }
  });
});
