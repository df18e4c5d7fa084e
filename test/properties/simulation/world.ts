// The world of a simulation: the fakes, the conditions, and the ports of each invocation, with every call as a step
// that may fail.

import { isDeepStrictEqual } from 'node:util';
import { isRequeueId } from '../../../functions/core/backlog/backlog.ts';
import { breaker } from '../../../functions/core/breaker/breaker.ts';
import type { BreakerStore } from '../../../functions/core/breaker/breaker-store.ts';
import type { AttemptCounter } from '../../../functions/core/delivery/attempt-counter.ts';
import { BodyMissingError, type BodyStore } from '../../../functions/core/delivery/body-store.ts';
import { readJob } from '../../../functions/core/delivery/job.ts';
import type { JobQueue, QueueName } from '../../../functions/core/delivery/job-queue.ts';
import type { ErrorLogWriter } from '../../../functions/core/error-log/error-log.ts';
import { FUNCTION_SECONDS } from '../../../functions/core/policy.ts';
import type { SessionStore } from '../../../functions/core/wait/session-store.ts';
import type { RunLease } from '../../../functions/sweeper/run-alone.ts';
import type { Listener } from '../../../functions/worker/listen.ts';
import { memoryConversations } from '../../contracts/conversation-memory.fake.ts';
import type { MemoryLog } from '../../contracts/log.fake.ts';
import { memoryQueues } from '../../contracts/queues.fake.ts';
import { memoryRunLease } from '../../contracts/run-lease.fake.ts';
import { memorySessions } from '../../contracts/session-store.fake.ts';
import { sessionsTable } from '../../contracts/sessions-table.fake.ts';
import { virtualClock } from '../../contracts/virtual-clock.ts';
import { makeWorld } from '../../world.ts';
import { type Chance, seededChance } from './chance.ts';
import { emptyHistory } from './history.ts';
import { type Invocation, type StepPlan, startInvocation } from './invocation.ts';
import { recordedBreakers } from './recorded-breakers.ts';
import { type Conditions, NO_FAULTS, type Scenario, SERVICES, type Service } from './scenario.ts';
import { simulatedTreble } from './treble.ts';

const DAY_MS = 24 * 3600_000;
/** The value of the stack for a worker of 120 s. */
const VISIBILITY_MS = 150_000;

export type SimulatedWorld = ReturnType<typeof simulatedWorld>;

export function simulatedWorld(scenario: Scenario) {
  const clock = virtualClock();
  const chance = seededChance(scenario.seed);
  const history = emptyHistory();
  const table = sessionsTable();
  const fakes = makeWorld({
    clock,
    table,
    sessions: recorded(),
    queues: memoryQueues({
      clock,
      visibilityMs: VISIBILITY_MS,
      maxReceiveCount: scenario.maxReceiveCount,
    }),
  });
  const { queues, errorLog, counters } = fakes;
  const downUntilMs: Record<Service, number> = { store: 0, queue: 0, treble: 0, bodies: 0, processor: 0 };
  const runLease = memoryRunLease();
  const memory = memoryConversations();
  const breakers = recordedBreakers(fakes.breakers, history, clock);
  const lostBodies = new Set<string>();
  /** The log, with every end of a delivery and every deferral in the history. */
  const log: MemoryLog = {
    ...fakes.log,
    write(level, line) {
      fakes.log.write(level, line);
      const { event, outcome, reason, destination, until } = line;
      const about = { atMs: clock.nowMs(), deliveryId: String(line['deliveryId']) };
      if (event === 'outcome')
        history.outcomes.push({ ...about, outcome: String(outcome), reason: reason?.toString() });
      if (event === 'deferred') {
        const untilMs = until === undefined ? undefined : Date.parse(String(until));
        history.deferrals.push({ ...about, destination: String(destination), ...(untilMs && { untilMs }) });
      }
    },
  };
  /** Each is aborted when a message of the queue is sent, deleted or returned. */
  const changes = { waits: new AbortController(), events: new AbortController() };
  let clearSinceMs = 0;
  let conditions: Conditions = scenario.conditions;
  let invocations = 0;
  /** The current writer. A fake writes synchronously. */
  let writer = '';

  /** The store, with every write in the history. */
  function recorded(): SessionStore {
    const store = memorySessions({
      table,
      clock,
      retentionMs: 30 * DAY_MS,
      tellsCurrent: chance.happens(0.5),
    });
    return {
      ...store,
      async save(session, options, signal) {
        const owner = writer;
        const { session: before } = await store.load(session.ref);
        const saved = await store.save(session, options, signal);
        // A write that only counts ended waits does not change the cycle.
        const isCounting = before?.cycle !== undefined && isDeepStrictEqual(before.cycle, session.cycle);
        if (saved.kind === 'saved' && !isCounting)
          history.writes.push({ atMs: clock.nowMs(), owner, before, after: session });
        return saved;
      },
    };
  }

  function changed(queue: QueueName): void {
    changes[queue].abort('changed');
    changes[queue] = new AbortController();
  }

  const isDown = (service: Service) => clock.nowMs() < downUntilMs[service];

  function planStep(service: Service): StepPlan {
    const [beforeMs, afterMs] = latency(conditions, chance);
    const onTheWire = chance.happens(0.5);
    const freezes = chance.happens(conditions.freezing);
    const freezesMs = freezes ? { freezesMs: chance.pick(2_000, 15_000, 60_000, 200_000) } : {};
    const timing = { beforeMs, afterMs, onTheWire, ...freezesMs };
    if (chance.happens(conditions.crashing))
      return { ...timing, fault: chance.pick('crashes', 'crashes_after') };
    if (isDown(service)) return { ...timing, fault: chance.happens(0.9) ? 'fails' : 'unconfirmed' };
    if (!chance.happens(conditions.failing)) return { ...timing, fault: 'none' };
    return { ...timing, fault: chance.pick('fails', 'unconfirmed', 'made_twice') };
  }

  function planBody(): StepPlan {
    const failing = conditions.bodies === 'failing' && chance.happens(0.3);
    const plan = planStep('bodies');
    return failing ? { ...plan, fault: 'fails' } : plan;
  }

  function portsOf(invocation: Invocation) {
    const { step, owner } = invocation;
    const store = <T>(effect: () => Promise<T>, signal?: AbortSignal) =>
      step(
        planStep('store'),
        () => {
          writer = owner;
          return effect();
        },
        signal,
      );
    const queue = <T>(effect: () => Promise<T>, signal?: AbortSignal) =>
      step(planStep('queue'), effect, signal);
    const { sessions, copies, backlogs, attempts, deadLetters, redelivery, bodies } = fakes;
    const body = <T>(effect: () => Promise<T>) => step(planBody(), effect);
    const changesSoFar = () => ({
      writes: history.writes.length,
      backlogChanges: history.backlogChanges.length,
    });
    /** When each conversation was read. */
    const known = new Map<string, ReturnType<typeof changesSoFar>>();
    const read = <T>(conversation: string, effect: () => Promise<T>, signal?: AbortSignal) =>
      store(() => {
        known.set(conversation, changesSoFar());
        return effect();
      }, signal);
    /** A change of this conversation's backlog. */
    const change = <T>(conversation: string, effect: () => Promise<T>) =>
      store(() => {
        history.backlogChanges.push(conversation);
        return effect();
      });
    const breakerStore: BreakerStore = {
      load: (destination) => store(() => breakers.load(destination)),
      count: (destination, calls) => store(() => breakers.count(destination, calls)),
      prolong: (destination, pauses) => store(() => breakers.prolong(destination, pauses)),
      addLongCall: (destination, call) => store(() => breakers.addLongCall(destination, call)),
      removeLongCall: (destination, call) => store(() => breakers.removeLongCall(destination, call)),
      open: (destination, opening) => store(() => breakers.open(destination, opening)),
      acquireProbe: (destination, probe) => store(() => breakers.acquireProbe(destination, probe)),
      releaseProbe: (destination) => store(() => breakers.releaseProbe(destination)),
      close: (destination) => store(() => breakers.close(destination)),
    };
    return {
      clock: invocation.clock,
      log,
      random: chance.random,
      counters,
      memory,
      // No source of the simulation answers single messages: test/properties/answers.test.ts.
      listener: { hear: async () => false, isTaken: async () => false } satisfies Listener,
      answer: async () => {
        throw new Error('No source of the simulation answers.');
      },
      lease: {
        take: (run) => store(() => runLease.take(run)),
        end: (owner) => store(() => runLease.end(owner)),
      } satisfies RunLease,
      breaker: breaker(
        { store: breakerStore, clock: invocation.clock, log },
        { failures: scenario.breakerFailures, percent: 50, windowMs: 600_000, pauseMs: 600_000 },
      ),
      sessions: {
        load: (ref, signal) => read(ref, () => sessions.load(ref), signal),
        save: (session, options, signal) => store(() => sessions.save(session, options), signal),
        loadJob: (ref) => store(() => sessions.loadJob(ref)),
      } satisfies SessionStore,
      due: {
        async *due(query: Parameters<typeof fakes.due.due>[0]) {
          await store(async () => undefined);
          for await (const entry of fakes.due.due(query)) {
            if (chance.happens(0.1)) await store(async () => undefined);
            yield entry;
          }
        },
      },
      copies: {
        keep: (copy, signal) =>
          store(() => {
            history.copied.add(copy.deduplicationId);
            return copies.keep(copy);
          }, signal),
        load: (key) => store(() => copies.load(key)),
        remove: (key) => store(() => copies.remove(key)),
      } satisfies typeof copies,
      backlogs: {
        load: (conversation) => read(conversation, () => backlogs.load(conversation)),
        loadJob: (id) => store(() => backlogs.loadJob(id)),
        add: (event, due) =>
          change(event.conversation, () => {
            history.leftBacklogAtMs.delete(event.deliveryId);
            return backlogs.add(event, due);
          }),
        list: (event, signal) =>
          store(async () => {
            await backlogs.list(event);
            const delivered = history.events.get(event.deliveryId);
            if (delivered) delivered.listedAtMs ??= clock.nowMs();
          }, signal),
        setDue: (conversation, due, version) =>
          change(conversation, () => backlogs.setDue(conversation, due, version)),
        remove: (conversation, event, nextDueAtMs) =>
          change(conversation, () => {
            history.leftBacklogAtMs.set(event.deliveryId, clock.nowMs());
            return backlogs.remove(conversation, event, nextDueAtMs);
          }),
        markSent: (id, atMs) => store(() => backlogs.markSent(id, atMs)),
        release: (conversation, event, known) =>
          change(conversation, () => backlogs.release(conversation, event, known)),
      } satisfies typeof backlogs,
      bodies: {
        put: (key, bytes) =>
          body(async () => {
            if (conditions.bodies === 'losing' && chance.happens(0.5)) lostBodies.add(key);
            await bodies.put(key, bytes);
          }),
        get: (key) =>
          body(async () => {
            if (lostBodies.has(key)) throw new BodyMissingError('The stored body is gone.');
            return bodies.get(key);
          }),
      } satisfies BodyStore,
      queues,
      attempts: {
        count: (id) => store(() => attempts.count(id)),
        clear: (id) => store(() => attempts.clear(id)),
        takeBack: (id) => store(() => attempts.takeBack(id)),
      } satisfies AttemptCounter,
      errorLog: { add: (entry) => store(() => errorLog.add(entry)) } satisfies ErrorLogWriter,
      queue: {
        send: (message, signal) =>
          queue(async () => {
            const { job, deduplicationId } = message;
            const { deliveryId = '', conversation = '' } = readJob(job) ?? {};
            const before = queues.main[message.queue].size();
            await fakes.queue.send(message);
            const taken = queues.main[message.queue].size() > before;
            const sent = { deliveryId, conversation, deduplicationId, taken };
            history.sent.push({
              atMs: clock.nowMs(),
              owner,
              ...sent,
              known: known.get(conversation) ?? changesSoFar(),
            });

            changed(message.queue);
            const delivered = history.events.get(deliveryId);
            if (delivered && !isRequeueId(message.deduplicationId)) delivered.queuedAtMs.push(clock.nowMs());
          }, signal),
      } satisfies JobQueue,
      redelivery: {
        remove: (name, handle) => queue(() => redelivery.remove(name, handle).finally(() => changed(name))),
        retryIn: (name, handle, delayMs) =>
          queue(() => redelivery.retryIn(name, handle, delayMs).finally(() => changed(name))),
      } satisfies typeof redelivery,
      deadLetters: {
        receive: (name) => queue(() => deadLetters.receive(name)),
        remove: (name, handle) => queue(() => deadLetters.remove(name, handle)),
      } satisfies typeof deadLetters,
      outbounds: simulatedTreble(invocation, {
        history,
        chance,
        clock,
        conditions: () => conditions,
        isDown,
      }),
    };
  }

  return {
    scenario,
    clock,
    chance,
    history,
    table,
    queues,
    errorLog,
    log,
    portsOf,
    conditions: () => conditions,
    clearSinceMs: () => clearSinceMs,
    lostBodies,
    isDown,
    nextChange: (queue: QueueName) => changes[queue].signal,
    /** Lambda deletes also what the worker has deleted already, and what another worker has received meanwhile. */
    removeMessage(queue: QueueName, receiptHandle: string): void {
      try {
        queues.main[queue].remove(receiptHandle);
      } catch {
        // SQS ignores it.
      }
      changed(queue);
    },
    storeAnswers: () => !isDown('store') && !chance.happens(conditions.failing),
    invoke: (name: string, timeoutMs: number) => {
      invocations += 1;
      return startInvocation(`${name}-${invocations}`, clock, timeoutMs);
    },
    bringDown(service: Service, forMs: number) {
      downUntilMs[service] = clock.nowMs() + forMs;
      if (service === 'store') clearSinceMs = Math.max(clearSinceMs, downUntilMs.store);
    },
    endFaults() {
      conditions = NO_FAULTS;
      // A run that was cut short keeps its lease until its time limit.
      if (keepsSweeperAway(scenario.conditions))
        clearSinceMs = clock.nowMs() + FUNCTION_SECONDS.sweeper * 1000;
      for (const service of SERVICES) downUntilMs[service] = 0;
    },
  };
}

/** Calls that fail or take long, and functions that crash or are frozen. */
const keepsSweeperAway = ({ latency, failing, crashing, freezing }: Conditions) =>
  failing + crashing + freezing > 0 || latency === 'slow' || latency === 'stalling';

/** The longest times before and after the effect: a call to a store may take three tries of 2.5 s. */
const LATENCY = {
  quick: { usual: 10, hiccup: 10 },
  mixed: { usual: 60, hiccup: 2_300 },
  slow: { usual: 2_300, hiccup: 2_300 },
  stalling: { usual: 500, hiccup: 7_500 },
} as const;

function latency(conditions: Conditions, chance: Chance): [beforeMs: number, afterMs: number] {
  const { usual, hiccup } = LATENCY[conditions.latency];
  const takesMs = () => chance.between(1, chance.happens(0.05) ? hiccup : usual);
  return [takesMs(), takesMs()];
}
