// The error log as text: the actions taken for each entry, with time and actor.
import { expect, test } from 'vitest';
import { describeFailures } from '../../bin/failures-text.ts';
import type { ErrorLogEntry } from '../../functions/core/error-log/entry.ts';

const AT_MS = Date.UTC(2030, 0, 1, 12);

const shown = (fields: Partial<ErrorLogEntry>, all = true): string => {
  const entry = {
    id: 'd#work',
    deliveryId: 'd',
    reason: 'bad_job',
    parkedAtMs: AT_MS,
    attempts: 0,
    waits: false,
  };
  return describeFailures([{ ...entry, replays: 0, ...fields }], all);
};

const replayed = { replayedAtMs: AT_MS + 60_000, replayedBy: 'ana' };
const dismissed = { dismissedAtMs: AT_MS + 120_000, dismissedBy: 'benito' };

test.each([
  [{}, 'none'],
  [{ replays: 1, ...replayed }, 'replayed 2030-01-01 12:01:00 by ana (self-declared)'],
  [{ replays: 3, ...replayed }, 'replayed 3 times, last 2030-01-01 12:01:00 by ana (self-declared)'],
  [dismissed, 'dismissed 2030-01-01 12:02:00 by benito (self-declared)'],
  [
    { replays: 1, ...replayed, ...dismissed },
    'replayed 2030-01-01 12:01:00 by ana (self-declared); dismissed 2030-01-01 12:02:00 by benito (self-declared)',
  ],
])('--all shows the actions taken: %j', (fields, text) => {
  const lines = shown(fields).split('\n');
  expect(lines.filter((line) => line.trim() === 'ACTIONS TAKEN')).toHaveLength(1);
  expect(shown(fields).replaceAll(/\s+/g, ' ')).toContain(`d#work - ${text} bad_job:`);
});

test('shows a dash for a missing time and actor', () => {
  expect(shown({ replays: 1 })).toContain('replayed - by - (self-declared)');
});

test('without --all there is no such column', () => {
  expect(shown({}, false)).not.toMatch(/ACTIONS TAKEN|none/);
});
