// Dismissal by an operator: which entries are no longer open, which are refused and why. Nothing is deleted.
import { beforeEach, describe, expect, test } from 'vitest';
import type { ErrorLogEntries } from '../../../functions/core/error-log/error-log.ts';
import { dismissEntries } from '../../../functions/operate/dismiss.ts';
import { T0 } from '../../builders.ts';
import { makeWorld } from '../../world.ts';

const MINUTE_MS = 60_000;

function dismissWorld() {
  const base = makeWorld();
  const { clock, errorLog, log } = base;
  return {
    ...base,
    park: (deliveryId: string) =>
      errorLog.add({
        id: `${deliveryId}#work`,
        deliveryId,
        reason: 'bad_job',
        parkedAtMs: T0,
        attempts: 0,
        waits: false,
        job: 'x',
      }),
    beginReplay: (id: string) =>
      errorLog.beginReplay(id, { number: 1, nowMs: clock.nowMs(), untilMs: clock.nowMs() + MINUTE_MS }),
    dismiss: (
      ids: string[],
      { dryRun = false, entries = errorLog }: { dryRun?: boolean; entries?: ErrorLogEntries } = {},
    ) => dismissEntries({ action: 'dismiss', ids, dryRun, by: 'ana' }, { clock, log, entries }),
    open: async () => (await errorLog.newest(10)).newest.map(({ id }) => id),
  };
}

let world: ReturnType<typeof dismissWorld>;

beforeEach(async () => {
  world = dismissWorld();
  for (const id of ['d-1', 'd-2', 'd-3']) await world.park(id);
});

describe('dismissed entries', () => {
  test('are no longer open, and keep their job and the actor', async () => {
    expect(await world.dismiss(['d-1#work', 'd-3#work', 'd-1#work'])).toMatchObject({
      ok: true,
      message: '2 dismissed.',
    });
    expect(await world.open()).toEqual(['d-2#work']);
    expect(await world.errorLog.load('d-1#work')).toMatchObject({
      job: 'x',
      replays: 0,
      dismissedBy: 'ana',
      dismissedAtMs: T0,
    });
  });

  test('are reported apart from missing entries and those that are no longer open', async () => {
    await world.dismiss(['d-1#work']);
    await world.clock.advance(1000);
    await world.beginReplay('d-2#work');
    await world.errorLog.markReplayed('d-2#work', { atMs: T0, by: 'benito' });
    const { ok, message, details } = await world.dismiss(['d-1#work', 'd-2#work', 'd-3#work', 'd-4#work']);
    expect(ok).toBe(false);
    expect(message).toMatch(
      /^2 refused, 1 dismissed, 1 gone\. d-1#work: .*was dismissed at .* d-2#work: .*was replayed at .* d-4#work: /,
    );
    expect(details).toMatchObject({
      entries: [
        { id: 'd-1#work', outcome: 'refused' },
        { id: 'd-2#work', outcome: 'refused' },
        { id: 'd-3#work', outcome: 'dismissed' },
        { id: 'd-4#work', outcome: 'gone' },
      ],
    });
  });

  test('do not include a missing entry: the result is not ok', async () => {
    expect(await world.dismiss(['d-9#work'])).toMatchObject({
      ok: false,
      message: expect.stringContaining('no such entry'),
    });
  });

  test('do not include an entry during its replay', async () => {
    await world.beginReplay('d-1#work');
    expect(await world.dismiss(['d-1#work'])).toMatchObject({
      ok: false,
      message: expect.stringContaining('replaying it just now'),
    });
    expect(await world.errorLog.load('d-1#work')).not.toHaveProperty('dismissedBy');
    expect(await world.open()).toContain('d-1#work');
  });

  test('are only reported in a dry run', async () => {
    await world.dismiss(['d-2#work']);
    const { details } = await world.dismiss(['d-1#work', 'd-2#work', 'd-9#work'], { dryRun: true });
    expect(details).toMatchObject({
      entries: [{ outcome: 'would_dismiss' }, { outcome: 'refused' }, { outcome: 'gone' }],
    });
    expect(await world.open()).toEqual(['d-1#work', 'd-3#work']);
    expect(world.log.of('dismiss')).toHaveLength(1);
  });
});

test('a repeated write after a lost answer is ok', async () => {
  const dismissTwice: ErrorLogEntries['dismiss'] = async (id, how) => {
    await world.errorLog.dismiss(id, how);
    return world.errorLog.dismiss(id, how);
  };
  const entries = { ...world.errorLog, dismiss: dismissTwice };
  expect(await world.dismiss(['d-1#work'], { entries })).toMatchObject({ ok: true });
});

test('an entry with an error does not stop the others', async () => {
  const failing: ErrorLogEntries['dismiss'] = async (id, how) => {
    if (id === 'd-1#work') throw new Error('private text');
    return world.errorLog.dismiss(id, how);
  };
  const answer = await world.dismiss(['d-1#work', 'd-2#work'], {
    entries: { ...world.errorLog, dismiss: failing },
  });
  expect(answer).toMatchObject({ ok: false, details: { entries: [{}, { outcome: 'dismissed' }] } });
  expect(answer.message).not.toContain('private text');
  expect(await world.open()).toEqual(['d-1#work', 'd-3#work']);
});

test('an entry without time for it is refused and stays open', async () => {
  const slow: ErrorLogEntries['dismiss'] = async (id, how) => {
    await world.clock.advance(50_000);
    return world.errorLog.dismiss(id, how);
  };
  const { details } = await world.dismiss(['d-1#work', 'd-2#work'], {
    entries: { ...world.errorLog, dismiss: slow },
  });
  expect(details).toMatchObject({ entries: [{ outcome: 'dismissed' }, { outcome: 'refused' }] });
  expect(await world.open()).toEqual(['d-2#work', 'd-3#work']);
});

test('the log has the actor and the entry, and no typed text', async () => {
  await world.dismiss(['d-1#work', '15500000002']);
  expect(world.log.of('dismiss')).toEqual([
    expect.objectContaining({ id: 'd-1#work', outcome: 'dismissed', by: 'ana' }),
    expect.objectContaining({ outcome: 'gone', by: 'ana' }),
  ]);
  expect(JSON.stringify(world.log.lines)).not.toContain('15500000002');
});
