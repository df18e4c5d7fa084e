// The replay by an operator, from the entry to the queue: each entry once, in the given order, and nothing is lost.
import { beforeEach, describe, expect, test } from 'vitest';
import type { CommandResult } from '../../../functions/core/command/command.ts';
import { encodeJob, type Job, parseJob } from '../../../functions/core/delivery/job.ts';
import type { JobQueue } from '../../../functions/core/delivery/job-queue.ts';
import { isReplay } from '../../../functions/core/delivery/replay-id.ts';
import { park, parkedMessage } from '../../../functions/core/error-log/park.ts';
import { decisionSender } from '../../../functions/core/wait/decision-sender.ts';
import { operator } from '../../../functions/operate/operate.ts';
import { eventWorker } from '../../../functions/worker/event-worker.ts';
import {
  DECISION,
  PROGRESS,
  sampleInvocation,
  sampleJob,
  sampleMessage,
  sampleWaitJob,
  T0,
} from '../../builders.ts';
import { fakeOutbounds } from '../../contracts/outbound.fake.ts';
import { virtualClock } from '../../contracts/virtual-clock.ts';
import { makeWorld } from '../../world.ts';

const ref = 'conversation-1';
const settings = { windowMs: 20 * 3600_000 };

function replayWorld() {
  const clock = virtualClock();
  const base = makeWorld({ clock, outbounds: fakeOutbounds(clock, { settleMs: 0 }) });
  return {
    ...base,
    async park(job: Job) {
      const parked = parkedMessage(
        { id: 'm', body: encodeJob(job) },
        { reason: 'processor_error', attempts: 1 },
      );
      await park(parked, { ends: 'delivery' }, base);
      return parked;
    },
    async replay(
      ids: string[],
      options: { force?: boolean; dryRun?: boolean; seenReplays?: number } = {},
      queue = base.queue,
    ) {
      const command = { action: 'replay', ids, by: 'ana', ...options };
      return outcomes(await operator({ ...base, queue }, settings)(command, 'i-1'));
    },
    sent: () =>
      (['waits', 'events'] as const).flatMap((queue) =>
        base.queues.main[queue].receive(10).map(({ body }) => ({ queue, job: parseJob(body) })),
      ),
    send: (cycle = 1) =>
      clock.finish(
        decisionSender(base, settings).send({
          ref,
          cycle,
          owner: 'sweeper-1',
          tries: 1,
          untilMs: clock.nowMs() + 50_000,
        }),
      ),
  };
}

/** `id → outcome`, from the details of the result. */
function outcomes({ details }: CommandResult): Record<string, string> {
  const { entries } = Object(details);
  return Object.fromEntries(entries.map((one: { id: string; outcome: string }) => [one.id, one.outcome]));
}

let world: ReturnType<typeof replayWorld>;

beforeEach(() => {
  world = replayWorld();
});

const event = (deliveryId: string, fields: Partial<Job> = {}) =>
  sampleJob({ deliveryId, source: 'botmaker', platform: 'botmaker', ...fields });

describe('events', () => {
  test('go into their queue again, in the order of the command', async () => {
    for (const id of ['d-1', 'd-2']) await world.park(event(id));
    expect(await world.replay(['d-2#work', 'd-1#work'])).toEqual({
      'd-2#work': 'replayed',
      'd-1#work': 'replayed',
    });
    expect(world.sent()).toMatchObject([
      { queue: 'events', job: { deliveryId: 'd-2#r1', eventId: 'event-1' } },
      { queue: 'events', job: { deliveryId: 'd-1#r1' } },
    ]);
  });

  test('are replayed again by force, but not when seenReplays is out of date', async () => {
    await world.park(event('d-1'));
    const byForce = (seenReplays?: number) =>
      world.replay(['d-1#work'], { force: true, ...(seenReplays !== undefined && { seenReplays }) });
    const replayed = { 'd-1#work': 'replayed' };
    expect(await byForce(0)).toEqual(replayed);
    expect(await byForce(0)).toEqual({ 'd-1#work': 'refused' });
    expect(await byForce(1)).toEqual(replayed);
    expect(await byForce()).toEqual(replayed);
    expect(world.sent()).toHaveLength(3);
  });

  test('are no longer open after the replay, and have its actor', async () => {
    await world.park(event('d-1'));
    await world.replay(['d-1#work']);
    expect((await world.errorLog.newest(5)).open).toBe(0);
    expect(await world.errorLog.load('d-1#work')).toMatchObject({
      replays: 1,
      replayedBy: 'ana',
      replayedAtMs: T0,
    });
  });

  test('that fail again get a new entry, and are counted once', async () => {
    await world.park(event('d-1'));
    await world.replay(['d-1#work']);
    const processor = {
      name: 'test',
      process: async () => ({ kind: 'failed', reason: 'processor_rejected' }) as const,
    };
    const admit = async () => ({ kind: 'admitted', processor, waits: false }) as const;
    const messages = world.sent().map(({ job }) => sampleMessage(job));
    expect(await eventWorker({ ...world, admit })(messages, sampleInvocation())).toEqual([]);
    expect((await world.errorLog.newest(5)).newest).toMatchObject([
      { id: 'd-1#r1#work', deliveryId: 'd-1#r1' },
    ]);
    expect([...world.counters.counts]).toEqual([['botmaker: parked', 1]]);
    expect(await world.replay(['d-1#r1#work'])).toEqual({ 'd-1#r1#work': 'replayed' });
  });

  test('are replayed by one of two concurrent commands', async () => {
    await world.park(event('d-1'));
    const both = await Promise.all([world.replay(['d-1#work']), world.replay(['d-1#work'])]);
    expect(both.map((one) => one['d-1#work']).sort()).toEqual(['refused', 'replayed']);
    expect(world.sent()).toHaveLength(1);
  });

  test('that were replayed are replayed again only by force', async () => {
    await world.park(event('d-1'));
    await world.replay(['d-1#work']);
    expect(await world.replay(['d-1#work'])).toEqual({ 'd-1#work': 'refused' });
    expect(await world.replay(['d-1#work'], { force: true })).toEqual({ 'd-1#work': 'replayed' });
    expect(await world.errorLog.load('d-1#work')).toMatchObject({ replaysBegun: 2, replays: 2 });
  });

  test('stay open when the queue is unavailable, and have another name the next time', async () => {
    await world.park(event('d-1'));
    const unavailable: JobQueue = { send: async () => Promise.reject(new Error('private text')) };
    expect(await world.replay(['d-1#work'], {}, unavailable)).toEqual({ 'd-1#work': 'refused' });
    expect((await world.errorLog.newest(5)).open).toBe(1);
    expect(await world.replay(['d-1#work'])).toEqual({ 'd-1#work': 'replayed' });
    expect(world.sent()).toMatchObject([{ job: { deliveryId: 'd-1#r2' } }]);
  });

  test('that were dismissed are replayed without force', async () => {
    await world.park(event('d-1'));
    const command = { action: 'dismiss', ids: ['d-1#work'], by: 'benito' };
    expect(await operator(world, settings)(command, 'i-1')).toMatchObject({ ok: true });
    expect(world.log.of('command')).toMatchObject([
      { action: 'dismiss', by: 'benito', ok: true, entries: 1 },
    ]);
    expect(await world.replay(['d-1#work'])).toEqual({ 'd-1#work': 'replayed' });
    expect(world.sent()).toHaveLength(1);
    expect((await world.errorLog.newest(5)).open).toBe(0);
  });

  test('are only reported in a dry run', async () => {
    await world.park(event('d-1'));
    expect(await world.replay(['d-1#work', 'd-9#work'], { dryRun: true })).toEqual({
      'd-1#work': 'would_replay',
      'd-9#work': 'gone',
    });
    expect(world.sent()).toEqual([]);
    expect(await world.errorLog.load('d-1#work')).toMatchObject({ replaysBegun: 0, replays: 0 });
  });

  test('are replayed also when other entries cannot be', async () => {
    await world.errorLog.add({
      id: 'm#work',
      deliveryId: 'm',
      reason: 'bad_job',
      parkedAtMs: T0,
      attempts: 0,
      waits: false,
      job: 'x',
    });
    await world.park(event('d-1'));
    expect(await world.replay(['m#work', 'expired#work', 'd-1#work'])).toEqual({
      'm#work': 'refused',
      'expired#work': 'gone',
      'd-1#work': 'replayed',
    });
  });
});

describe('waits', () => {
  const waitJob = sampleWaitJob();

  test('that are open are queued with their own delivery id', async () => {
    await world.store(PROGRESS.waiting);
    await world.park(waitJob);
    expect(await world.replay(['delivery-1#work'])).toEqual({ 'delivery-1#work': 'replayed' });
    const [message] = world.sent();
    expect(message).toMatchObject({
      queue: 'waits',
      job: { deliveryId: 'delivery-1', replay: 'delivery-1#r1' },
    });
    const parked = await world.park(message?.job ?? waitJob);
    expect(isReplay(parked.deliveryId)).toBe(true);
    expect((await world.errorLog.newest(5)).open).toBe(1);
  });

  test('that have ended are replayed only by force', async () => {
    await world.store(PROGRESS.continued);
    await world.park(waitJob);
    expect(await world.replay(['delivery-1#work'])).toEqual({ 'delivery-1#work': 'refused' });
    expect(world.sent()).toEqual([]);
    expect(await world.replay(['delivery-1#work'], { force: true })).toEqual({
      'delivery-1#work': 'replayed',
    });
    expect(world.sent()).toMatchObject([{ queue: 'waits', job: { deliveryId: 'delivery-1#r1' } }]);
  });
});

describe('refused updates', () => {
  const entry = 'delivery-1#update';

  beforeEach(async () => {
    await world.store(PROGRESS.decided);
    world.outbounds.answer(404);
    await world.send();
  });

  test('are sent to Treble with the same decision, and count no other outcome', async () => {
    expect(await world.replay([entry])).toEqual({ [entry]: 'replayed' });
    expect(await world.send()).toBe('continued');
    expect(world.outbounds.calls.map(({ keys }) => keys)).toEqual([DECISION.keys, DECISION.keys]);
    expect(world.counters.counts.get('treble: parked')).toBe(1);
    expect(world.counters.counts.get('treble: done')).toBeUndefined();
    expect(world.counters.counts.get('treble → refused')).toBe(1);
    expect(world.counters.counts.get('treble → answered')).toBe(1);
  });

  test('that are refused again get a new entry, which can be replayed', async () => {
    await world.replay([entry]);
    world.outbounds.answer(404);
    await world.send();
    const again = 'delivery-1#r1#update';
    expect((await world.errorLog.newest(5)).newest).toMatchObject([{ id: again, reason: 'treble_404' }]);
    expect(world.counters.counts.get('treble: parked')).toBe(1);
    expect(await world.replay([again])).toEqual({ [again]: 'replayed' });
    expect(await world.send()).toBe('continued');
  });

  test('are refused when the wait is superseded', async () => {
    await world.store(PROGRESS.waiting, { number: 2, deliveryId: 'delivery-2' });
    expect(await world.replay([entry], { force: true })).toEqual({ [entry]: 'refused' });
    expect((await world.errorLog.newest(5)).open).toBe(1);
  });
});

test('the log has the actor, the entry and the outcome, and no text of a person', async () => {
  await world.park(event('d-1', { body: { in: 'job', text: '{"message":"15500000002"}' } }));
  await world.replay(['d-1#work', '15500000002']);
  expect(world.log.of('replay')).toMatchObject([
    { id: 'd-1#work', outcome: 'replayed', by: 'ana' },
    { outcome: 'gone', by: 'ana' },
  ]);
  expect(world.log.of('command')).toMatchObject([{ action: 'replay', by: 'ana', entries: 2 }]);
  expect(JSON.stringify(world.log.lines)).not.toContain('15500000002');
});

test('an entry that was sent and could not be marked is said to be sent, so that nobody sends it again', async () => {
  await world.park(event('d-1'));
  const away = async () => Promise.reject(new Error('The store is away.'));
  const entries = { ...world.errorLog, markReplayed: away };
  const command = { action: 'replay', ids: ['d-1#work'], by: 'ana' };
  const result = await operator({ ...world, entries }, settings)(command, 'i-1');
  expect(outcomes(result)).toEqual({ 'd-1#work': 'replayed' });
  expect(JSON.stringify(result.details)).toContain('do not replay it again');
  expect(world.log.of('replay_not_marked')).toMatchObject([{ id: 'd-1#work', error: 'Error' }]);
  expect(world.sent()).toHaveLength(1);
});
