// A worker may die at any of its calls, before the call had its effect or after. Each is tried: the worker of a wait is
// killed at its first step, at its second, and so on to its last, and the others carry on. What was decided is never
// decided again, a processor that has taken over or was heard is never asked again, and the conversation goes on.
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeJob } from '../../../functions/core/delivery/job.ts';
import type { Outbound } from '../../../functions/core/wait/outbound.ts';
import { resumeUrl } from '../../../functions/core/wait/resume-url.ts';
import type { Decision, Session } from '../../../functions/core/wait/session.ts';
import type { SessionStore } from '../../../functions/core/wait/session-store.ts';
import type { ProcessorAnswer } from '../../../functions/processors/processor.ts';
import { resultTaker } from '../../../functions/resume/take-result.ts';
import { sweep } from '../../../functions/sweeper/sweep.ts';
import { returnMessages } from '../../../functions/worker/return-messages.ts';
import { waitMessageWorker } from '../../../functions/worker/wait-message-worker.ts';
import { sampleWaitJob } from '../../builders.ts';
import { memoryQueues } from '../../contracts/queues.fake.ts';
import { virtualClock } from '../../contracts/virtual-clock.ts';
import { type Fate, type Invocation, startInvocation } from '../../properties/simulation/invocation.ts';
import { makeWorld } from '../../world.ts';

const KEY = 'the key of a test';
const DEADLINE_MS = 1_800_000;
const ref = 'conversation-1';
const job = sampleWaitJob();

type Behaviour = 'answers' | 'answers late' | 'calls back' | 'calls back first';
type Death = { readonly step: number; readonly fault: 'dies' | 'dies_after' };
type First = 'worker' | 'sweeper';

interface Asked {
  readonly decidedBefore: boolean;
  readonly delegatedBefore: boolean;
}

interface Story {
  readonly steps: number;
  readonly decisions: readonly Decision[];
  readonly asked: readonly Asked[];
  readonly told: readonly unknown[];
  readonly state: string | undefined;
  readonly cause: string | undefined;
}

/** `first`: who comes next once a worker's leases have run out. */
async function tell(behaviour: Behaviour, first: First = 'sweeper', death?: Death): Promise<Story> {
  const clock = virtualClock();
  const visibilityMs = first === 'worker' ? 45_000 : 150_000;
  const world = makeWorld({ clock, queues: memoryQueues({ clock, visibilityMs, maxReceiveCount: 1000 }) });
  const { queues, outbound, sessions: store } = world;
  const written: Session[] = [];
  const asked: Asked[] = [];
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

  function portsOf(invocation: Invocation, fateOf: () => Fate) {
    const step = <T>(effect: () => Promise<T>) => invocation.step(fateOf(), effect);
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
      outbound: {
        ...outbound,
        update: (sessionId, keys) => step(() => outbound.update(sessionId, keys)),
      } satisfies Outbound,
    };
  }

  async function post(url: string, keys: ProcessorAnswer & { kind: 'done' }): Promise<void> {
    const invocation = startInvocation('resume', clock, 25_000);
    const token = new URL(url).searchParams.get('token') ?? '';
    const body = Buffer.from(JSON.stringify({ user_session_keys: keys.keys }));
    await resultTaker(portsOf(invocation, alive), settings)({ method: 'POST', token, body }, 'x');
  }

  async function work(name: string, fateOf: () => Fate): Promise<void> {
    const [message] = queues.main.waits.receive(1);
    if (!message) return;
    const invocation = startInvocation(name, clock, 120_000);
    const ports = portsOf(invocation, fateOf);
    const process = (url = '') =>
      invocation.step(fateOf(), async (): Promise<ProcessorAnswer> => {
        const delegatedBefore = written.some(({ cycle }) => cycle?.progress.state === 'delegated');
        asked.push({ decidedBefore: decisionsOf().length > 0, delegatedBefore });
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
      const workWait = waitMessageWorker({ ...ports, admit }, settings);
      const retries = await workWait(message, { owner, endsAtMs });
      const { batchItemFailures } = await returnMessages('waits', [message], retries, ports);
      if (batchItemFailures.length === 0) queues.main.waits.remove(message.receiptHandle);
    };
    await clock.finish(Promise.race([working(), invocation.death]));
    invocation.kill();
  }

  const onceFatal = (): Fate => {
    steps += 1;
    return death?.step === steps ? { ...FINE, fault: death.fault } : FINE;
  };
  await world.queue.send({
    queue: 'waits',
    job: encodeJob(job),
    group: ref,
    deduplicationId: job.deliveryId,
  });
  await work('worker-1', onceFatal);
  if (first === 'worker') {
    await clock.advance(50_000);
    await work('worker-2', alive);
  }
  for (let minute = 0; minute < 40; minute += 1) {
    const sweeper = startInvocation(`sweeper-${minute}`, clock, 55_000);
    const start = { owner: sweeper.owner, startsAtMs: clock.nowMs(), endsAtMs: sweeper.endsAtMs };
    await clock.finish(sweep(start, portsOf(sweeper, alive), settings));
    sweeper.kill();
    await work(`worker-${minute + 3}`, alive);
    await clock.advance(60_000);
  }
  const cycle = await world.cycle();
  return {
    steps,
    decisions: decisionsOf(),
    asked,
    told: outbound.calls.map(({ keys }) => keys),
    state: cycle?.progress.state,
    cause: cycle && 'ending' in cycle.progress ? cycle.progress.ending.cause : undefined,
  };
}

const FINE: Fate = { beforeMs: 5, afterMs: 5, fault: 'none', onTheWire: true };
const alive = () => FINE;

/** How often the worker that is not killed calls anything. */
const STEPS: Record<Behaviour, number> = {
  answers: 8,
  'answers late': 8,
  'calls back': 4,
  'calls back first': 4,
};

describe.each(Object.entries(STEPS) as [Behaviour, number][])('a processor that %s', (behaviour, steps) => {
  let unharmed: Story;

  beforeAll(async () => {
    unharmed = await tell(behaviour);
  });

  test(`has a worker of at least ${steps} steps, which all get their turn here`, () => {
    expect(unharmed.steps).toBeGreaterThanOrEqual(steps);
    expect(unharmed).toMatchObject({ state: 'continued', cause: 'done' });
    expect(unharmed.asked).toHaveLength(1);
    expect(unharmed.told).toHaveLength(1);
  });

  test.each([
    ['dies', 'worker'],
    ['dies', 'sweeper'],
    ['dies_after', 'worker'],
    ['dies_after', 'sweeper'],
  ] as const)('whose worker %s at any step, and the next is a %s', async (fault, first) => {
    for (let step = 1; step <= unharmed.steps; step += 1) {
      const { decisions, asked, told, state, cause } = await tell(behaviour, first, { step, fault });
      const where = `step ${step} of ${unharmed.steps}`;
      expect({ state, cause }, where).toEqual({ state: 'continued', cause: 'done' });
      expect(new Set(decisions.map((one) => JSON.stringify(one))).size, `${where}: decisions`).toBe(1);
      expect(new Set(told.map((one) => JSON.stringify(one))).size, `${where}: told`).toBe(1);
      const inVain = asked.filter(({ decidedBefore, delegatedBefore }) => decidedBefore || delegatedBefore);
      expect(inVain, `${where}: asked`).toEqual([]);
      expect(asked.length, `${where}: asked`).toBeLessThanOrEqual(2);
      expect(told.length, `${where}: told`).toBeLessThanOrEqual(2);
    }
  });
});
