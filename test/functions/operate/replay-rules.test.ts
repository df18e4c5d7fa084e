// The replay of a parked delivery, and when there is none.
import { describe, expect, test } from 'vitest';
import type { Job } from '../../../functions/core/delivery/job.ts';
import { isReplay, replayId } from '../../../functions/core/delivery/replay-id.ts';
import { arrivalOf, register } from '../../../functions/core/wait/registration.ts';
import { beginSend } from '../../../functions/core/wait/sending.ts';
import type { Progress, Session } from '../../../functions/core/wait/session.ts';
import { reopenDecision, replayJob } from '../../../functions/operate/replay-rules.ts';
import {
  BY_UPDATE,
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

test('a replay is recognised by its name, and a delivery never has such a name', () => {
  expect(replayId('delivery-1', 2)).toBe('delivery-1#r2');
  expect(isReplay(replayId(replayId('delivery-1', 1), 12))).toBe(true);
  for (const id of ['delivery-1', 'delivery#r', 'd#r1#work', '#rx']) expect(isReplay(id)).toBe(false);
});

describe('an event', () => {
  test('is queued unchanged, with the name of the replay as its delivery id', () => {
    expect(replayJob(event, undefined, replaying)).toEqual({
      kind: 'send',
      queue: 'events',
      job: { ...event, deliveryId: 'delivery-1#r1' },
    });
  });

  test('has a new event id by force, so that a processor that knows the old one does the work', () => {
    expect(replayJob(event, undefined, forced)).toEqual({
      kind: 'send',
      queue: 'events',
      job: { ...event, deliveryId: 'delivery-1#r1', eventId: 'delivery-1#r1' },
    });
  });
});

describe('a wait', () => {
  test.each([PROGRESS.waiting, PROGRESS.processing])(
    'that is open and undecided is queued again with its own delivery id: $state',
    (progress) => {
      const job = { ...waitJob, replay: 'delivery-1#r1' };
      const anew = { ...job, eventId: 'delivery-1#r1' };
      expect(replayJob(waitJob, session(progress), replaying)).toEqual({ kind: 'send', queue: 'waits', job });
      expect(replayJob(waitJob, session(progress), forced)).toEqual({
        kind: 'send',
        queue: 'waits',
        job: anew,
      });
    },
  );

  test('that is delegated is not replayed without force', () => {
    expect(replayJob(waitJob, session(PROGRESS.delegated), replaying)).toEqual({ kind: 'delegated' });
  });

  const noLongerOpen: [string, Session | undefined][] = [
    ['unknown', undefined],
    ['superseded', session(PROGRESS.waiting, { cycle: { deliveryId: 'delivery-2' } })],
    ...[PROGRESS.decided, PROGRESS.sending, ...ENDED].map((progress): [string, Session] => [
      progress.state,
      // The same event: a second delivery of it is a repeat.
      session(progress, { cycle: { hasOwnTime: true } }),
    ]),
  ];

  test.each(noLongerOpen)('that is %s is not replayed without force', (_, stored) => {
    expect(replayJob(waitJob, stored, replaying)).toEqual({ kind: 'gone_on' });
  });

  test.each(noLongerOpen)('that is %s gets a new cycle by force, with a new deadline', (_, stored) => {
    const plan = replayJob(waitJob, stored, forced);
    if (plan.kind !== 'send' || !plan.job.wait) throw new Error('The replay was not sent.');
    const { outcome, next } = register(stored, arrivalOf({ ...plan.job, wait: plan.job.wait }, DEADLINE_MS));
    expect(outcome.kind).toBe('opened');
    expect(next?.cycle).toMatchObject({
      deliveryId: 'delivery-1#r1',
      receivedAtMs: nowMs,
      deadlineAtMs: nowMs + DEADLINE_MS,
      progress: { state: 'waiting' },
    });
    expect(plan.job).toMatchObject({ eventId: 'delivery-1#r1', body: waitJob.body });
  });

  test('reports what a forced replay does to the conversation', () => {
    const anew = (stored: Session | undefined) => {
      const plan = replayJob(waitJob, stored, forced);
      return plan.kind === 'send' ? plan.anew : plan.kind;
    };
    expect(anew(undefined)).toBe('unknown');
    expect(anew(session(PROGRESS.continued))).toBe('over');
    expect(anew(session(PROGRESS.waiting, { cycle: { deliveryId: 'delivery-2' } }))).toBe('superseded');
  });

  test('that is unverified is not replayed', () => {
    const unverified: Job = { ...waitJob, unverified: { headers: {}, signatures: {}, timestamps: {} } };
    expect(replayJob(unverified, session(PROGRESS.continued), forced)).toEqual({ kind: 'unverified' });
  });

  test('of an opt-out is queued again', () => {
    const optOut = sampleWaitJob({ wait: { effect: 'closes', hasOwnTime: true } });
    expect(replayJob(optOut, session(PROGRESS.closed), replaying)).toMatchObject({ queue: 'waits' });
  });
});

describe('a refused update', () => {
  const windowMs = 20 * HOUR_MS;
  const refused: Progress = { ...PROGRESS.refused, decision: DECISION };
  const request = { ...replaying, deliveryId: 'delivery-1', windowMs };
  const sender = { cycle: 1, owner: 'sweeper-1', nowMs, leaseMs: 20_000, windowMs, ...BY_UPDATE };
  const late = T0 + windowMs + 1;

  test('is due again with the refused decision', () => {
    const { outcome, next } = reopenDecision(session(refused), request);
    expect(outcome).toBe('reopened');
    expect(beginSend(next, sender).outcome).toMatchObject({ kind: 'begun', decision: DECISION, attempt: 1 });
  });

  test('keeps the time of the first call, so that a repeat stays a repeat', () => {
    const { next } = reopenDecision(session(refused), request);
    expect(next?.cycle?.progress).toMatchObject({ update: { firstSendAtMs: T0 + 100 } });
  });

  test('can be requested twice', () => {
    const { next } = reopenDecision(session(refused), request);
    expect(reopenDecision(next, request)).toEqual({ outcome: 'reopened' });
  });

  test('whose replay was refused too is found by the name of that replay', () => {
    const update = { ...PROGRESS.refused.update, replay: 'delivery-1#r1' };
    const again = session({ ...refused, update });
    expect(reopenDecision(again, { ...request, name: 'delivery-1#r2' }).outcome).toBe('superseded');
    const next = { ...request, deliveryId: 'delivery-1#r1', name: 'delivery-1#r1#r1' };
    expect(reopenDecision(again, next).outcome).toBe('reopened');
  });

  test.each<[string, Session | undefined, string]>([
    ['an unknown conversation', undefined, 'superseded'],
    [
      'a newer cycle',
      session(refused, { cycle: { deliveryId: 'delivery-2' }, past: [pastCycle()] }),
      'superseded',
    ],
    ['a session without its decision', session(PROGRESS.refused), 'no_decision'],
    ...[...OPEN, PROGRESS.continued, PROGRESS.closed].map((progress): [string, Session, string] => [
      `a cycle that is ${progress.state}`,
      session(progress),
      'not_refused',
    ]),
  ])('is not sent for %s, also by force', (_, stored, outcome) => {
    expect(reopenDecision(stored, request)).toEqual({ outcome });
    expect(reopenDecision(stored, { ...request, force: true })).toEqual({ outcome });
  });

  test('is not sent after the window without force', () => {
    expect(reopenDecision(session(refused), { ...request, nowMs: late })).toEqual({
      outcome: 'window_closed',
    });
  });

  test('is sent after the window by force, and has a new window', () => {
    const { outcome, next } = reopenDecision(session(refused), { ...request, nowMs: late, force: true });
    expect(outcome).toBe('reopened');
    expect(beginSend(next, { ...sender, nowMs: late + windowMs }).outcome.kind).toBe('begun');
    expect(beginSend(next, { ...sender, nowMs: late + windowMs + 1 }).outcome.kind).toBe('window_closed');
  });
});
