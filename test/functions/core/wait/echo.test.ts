// What the echo of a message changes.
import { describe, expect, test } from 'vitest';
import { isConfirmed, markerOf, readMarker, recordEcho } from '../../../../functions/core/wait/echo.ts';
import type { Progress, SentCall } from '../../../../functions/core/wait/session.ts';
import { PROGRESS, session, T0 } from '../../../builders.ts';

const message = { platform: 'trino', conversation: 'conversation-1' };
const sent = (fields: Partial<SentCall> = {}): SentCall => ({
  name: 'reply.0',
  state: 'done',
  sinceMs: T0,
  id: '2468',
  ...fields,
});

function withCalls(progress: Progress, ...calls: SentCall[]) {
  const update = 'update' in progress ? progress.update : undefined;
  const next = { ...progress, update: { attempts: 1, dueAtMs: T0 + 20_000, ...update, calls } } as Progress;
  return session(next, { message });
}

const echo = { call: 'reply.0', id: '2468', status: 'sent', nowMs: T0 + 3000 } as const;

describe('a marker', () => {
  test('names the session and the call, and is short', () => {
    const marker = markerOf('a'.repeat(32), 'reply.9');
    expect(readMarker(marker)).toEqual({ ref: 'a'.repeat(32), call: 'reply.9' });
    expect(marker.length).toBeLessThanOrEqual(64);
  });

  test.each(['', 'acuse:', 'acuse:a', 'other:a:reply.0', 'acuse:a:reply.0:b', 'acuse:a b:reply.0'])(
    'is not read from %j',
    (text) => {
      expect(readMarker(text)).toBeUndefined();
    },
  );
});

describe('the echo of a message', () => {
  test('confirms the answer when it is the last one', () => {
    const before = withCalls(PROGRESS.continued, sent(), sent({ name: 'reply.1', id: '2', echo: 'sent' }));
    const { outcome, next } = recordEcho(before, echo);
    expect(outcome).toMatchObject({ kind: 'recorded', confirms: true, goesOn: false, undelivered: false });
    expect(isConfirmed(next)).toBe(true);
    expect(isConfirmed(before)).toBe(false);
  });

  test('does not confirm an answer with calls that have no echo of their own before all its messages are there', () => {
    const before = withCalls(
      PROGRESS.continued,
      sent(),
      sent({ name: 'reply.1', id: '2' }),
      sent({ name: 'open' }),
    );
    expect(recordEcho(before, echo).outcome).toMatchObject({ kind: 'recorded', confirms: false });
  });

  test('lets a decision go on that waited for it', () => {
    const unknown = withCalls(PROGRESS.decided, sent({ state: 'unknown', id: undefined }));
    const { outcome, next } = recordEcho(unknown, echo);
    expect(outcome).toMatchObject({ kind: 'recorded', goesOn: true });
    expect(next?.cycle?.progress).toMatchObject({
      state: 'decided',
      update: { dueAtMs: T0, calls: [{ name: 'reply.0', state: 'done', id: '2468', echo: 'sent' }] },
    });
  });

  test('before the answer to its call is kept for whoever makes the call', () => {
    const begun = withCalls(PROGRESS.sending, sent({ state: 'begun', id: undefined }));
    expect(recordEcho(begun, echo)).toMatchObject({
      outcome: { kind: 'recorded', goesOn: false },
      next: { cycle: { progress: { state: 'sending', update: { calls: [{ state: 'done' }] } } } },
    });
  });

  test('that comes twice says nothing new', () => {
    const before = withCalls(PROGRESS.continued, sent({ echo: 'sent' }));
    expect(recordEcho(before, echo)).toEqual({ outcome: { kind: 'known' } });
  });

  test('of another message is not ours', () => {
    const before = withCalls(PROGRESS.continued, sent());
    expect(recordEcho(before, { ...echo, id: '2469' })).toEqual({ outcome: { kind: 'other' } });
    expect(recordEcho(session(PROGRESS.waiting, { message }), echo)).toEqual({ outcome: { kind: 'other' } });
    expect(recordEcho(undefined, echo)).toEqual({ outcome: { kind: 'other' } });
  });

  test('tells how far the message has come, also in another order', () => {
    const before = withCalls(PROGRESS.continued, sent({ echo: 'read' }));
    expect(recordEcho(before, { ...echo, status: 'delivered' })).toEqual({ outcome: { kind: 'known' } });
    const sentOnly = withCalls(PROGRESS.continued, sent({ echo: 'sent' }));
    expect(recordEcho(sentOnly, { ...echo, status: 'read' })).toMatchObject({
      outcome: { kind: 'recorded', confirms: false },
      next: { cycle: { progress: { update: { calls: [{ echo: 'read' }] } } } },
    });
  });

  test('that says it failed is undelivered, and confirms nothing', () => {
    const before = withCalls(PROGRESS.continued, sent());
    const { outcome, next } = recordEcho(before, { ...echo, status: 'failed' });
    expect(outcome).toMatchObject({ kind: 'recorded', undelivered: true, confirms: false });
    expect(isConfirmed(next)).toBe(false);
  });
});
