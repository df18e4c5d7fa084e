// What the replay of a parked delivery is, and when there is none.
import { describe, expect, test } from 'vitest';
import type { Job } from '../../../functions/core/delivery/job.ts';
import { isReplay, replayId } from '../../../functions/core/delivery/replay-id.ts';
import { arrivalOf, register } from '../../../functions/core/wait/registration.ts';
import { beginSend } from '../../../functions/core/wait/sending.ts';
import type { Progress, Session } from '../../../functions/core/wait/session.ts';
import { reopenDecision, replayJob } from '../../../functions/operate/replay-rules.ts';
import {
  DEADLINE_MS,
  DECISION,
  ENDED,
  OPEN,
  PROGRESS,
  pastCycle,
  sampleJob,
  sampleWaitJob,
  session,
  T0,
} from '../../builders.ts';

const HOUR_MS = 3600_000;
const nowMs = T0 + HOUR_MS;
const replaying = { name: 'delivery-1#r1', nowMs, force: false };
const forced = { ...replaying, force: true };
const event = sampleJob({ type: 'botmaker.message' });
const waitJob = sampleWaitJob({ wait: { hasOwnTime: true } });

test('a replay is told by its name, a delivery never is one', () => {
  expect(replayId('delivery-1', 2)).toBe('delivery-1#r2');
  expect(isReplay(replayId(replayId('delivery-1', 1), 12))).toBe(true);
  for (const id of ['delivery-1', 'delivery#r', 'd#r1#work', '#rx']) expect(isReplay(id)).toBe(false);
});

describe('an event', () => {
  test('goes again as it was, under the replay’s name, so that whoever works on it knows it again', () => {
    expect(replayJob(event, undefined, replaying)).toEqual({
      kind: 'send',
      queue: 'events',
      job: { ...event, deliveryId: 'delivery-1#r1' },
    });
  });
});

describe('a wait', () => {
  test.each([PROGRESS.waiting, PROGRESS.processing])(
    'that is open and not decided is worked on again, under its own name: $state',
    (progress) => {
      const again = { kind: 'send', queue: 'waits', job: { ...waitJob, replay: 'delivery-1#r1' } };
      expect(replayJob(waitJob, session(progress), replaying)).toEqual(again);
      expect(replayJob(waitJob, session(progress), forced)).toEqual(again);
    },
  );

  test('whose processor will call back is not asked again by itself', () => {
    expect(replayJob(waitJob, session(PROGRESS.delegated), replaying)).toEqual({ kind: 'delegated' });
  });

  const elsewhere: [string, Session | undefined][] = [
    ['not known', undefined],
    ['another one now', session(PROGRESS.waiting, { cycle: { deliveryId: 'delivery-2' } })],
    ...[PROGRESS.decided, PROGRESS.sending, ...ENDED].map((progress): [string, Session] => [
      progress.state,
      // The very event: its delivery come once more would be a repeat.
      session(progress, { cycle: { hasOwnTime: true } }),
    ]),
  ];

  test.each(elsewhere)('that is %s is left alone unless somebody forces it', (_, stored) => {
    expect(replayJob(waitJob, stored, replaying)).toEqual({ kind: 'gone_on' });
  });

  test.each(elsewhere)('that is %s gets a cycle of its own by force, with all its time', (_, stored) => {
    const plan = replayJob(waitJob, stored, forced);
    if (plan.kind !== 'send' || !plan.job.wait) throw new Error('It was not sent.');
    const { outcome, next } = register(stored, arrivalOf({ ...plan.job, wait: plan.job.wait }, DEADLINE_MS));
    expect(outcome.kind).toBe('opened');
    expect(next?.cycle).toMatchObject({
      deliveryId: 'delivery-1#r1',
      receivedAtMs: nowMs,
      deadlineAtMs: nowMs + DEADLINE_MS,
      progress: { state: 'waiting' },
    });
    expect(plan.job).toMatchObject({ eventId: waitJob.eventId, body: waitJob.body });
  });

  test('says what a forced replay does to the conversation', () => {
    const anew = (stored: Session | undefined) => {
      const plan = replayJob(waitJob, stored, forced);
      return plan.kind === 'send' ? plan.anew : plan.kind;
    };
    expect(anew(undefined)).toBe('unknown');
    expect(anew(session(PROGRESS.continued))).toBe('over');
    expect(anew(session(PROGRESS.waiting, { cycle: { deliveryId: 'delivery-2' } }))).toBe('superseded');
  });

  test('whose sender was never checked is not taken on trust', () => {
    const unverified: Job = { ...waitJob, unverified: { headers: {}, signatures: {}, timestamps: {} } };
    expect(replayJob(unverified, session(PROGRESS.continued), forced)).toEqual({ kind: 'unverified' });
  });

  test('that an opt-out closes is closed again', () => {
    const optOut = sampleWaitJob({ wait: { effect: 'closes', hasOwnTime: true } });
    expect(replayJob(optOut, session(PROGRESS.closed), replaying)).toMatchObject({ queue: 'waits' });
  });
});

describe('a refused update', () => {
  const windowMs = 20 * HOUR_MS;
  const refused: Progress = { ...PROGRESS.refused, decision: DECISION };
  const order = { ...replaying, deliveryId: 'delivery-1', windowMs };
  const sender = { cycle: 1, owner: 'sweeper-1', nowMs, leaseMs: 20_000, windowMs };
  const late = T0 + windowMs + 1;

  test('is due again with the very decision that was refused', () => {
    const { outcome, next } = reopenDecision(session(refused), order);
    expect(outcome).toBe('reopened');
    expect(beginSend(next, sender).outcome).toMatchObject({ kind: 'begun', decision: DECISION, attempt: 1 });
  });

  test('keeps that its first call was made, so that a repeat stays one', () => {
    const { next } = reopenDecision(session(refused), order);
    expect(next?.cycle?.progress).toMatchObject({ update: { firstSendAtMs: T0 + 100 } });
  });

  test('can be asked for twice', () => {
    const { next } = reopenDecision(session(refused), order);
    expect(reopenDecision(next, order)).toEqual({ outcome: 'reopened' });
  });

  test('whose replay was refused too is found by that replay’s name', () => {
    const update = { ...PROGRESS.refused.update, replay: 'delivery-1#r1' };
    const again = session({ ...refused, update });
    expect(reopenDecision(again, { ...order, name: 'delivery-1#r2' }).outcome).toBe('superseded');
    const next = { ...order, deliveryId: 'delivery-1#r1', name: 'delivery-1#r1#r1' };
    expect(reopenDecision(again, next).outcome).toBe('reopened');
  });

  test.each<[string, Session | undefined, string]>([
    ['a conversation that nobody knows', undefined, 'superseded'],
    [
      'a newer cycle',
      session(refused, { cycle: { deliveryId: 'delivery-2' }, past: [pastCycle()] }),
      'superseded',
    ],
    ['a decision from before they were kept', session(PROGRESS.refused), 'no_decision'],
    ...[...OPEN, PROGRESS.continued, PROGRESS.closed].map((progress): [string, Session, string] => [
      `a cycle that is ${progress.state}`,
      session(progress),
      'not_refused',
    ]),
  ])('is left alone for %s, also by force', (_, stored, outcome) => {
    expect(reopenDecision(stored, order)).toEqual({ outcome });
    expect(reopenDecision(stored, { ...order, force: true })).toEqual({ outcome });
  });

  test('is not sent by itself when nobody may write to the customer any more', () => {
    expect(reopenDecision(session(refused), { ...order, nowMs: late })).toEqual({ outcome: 'window_closed' });
  });

  test('is sent then by force, and has a window of its own', () => {
    const { outcome, next } = reopenDecision(session(refused), { ...order, nowMs: late, force: true });
    expect(outcome).toBe('reopened');
    expect(beginSend(next, { ...sender, nowMs: late + windowMs }).outcome.kind).toBe('begun');
    expect(beginSend(next, { ...sender, nowMs: late + windowMs + 1 }).outcome.kind).toBe('window_closed');
  });
});
