// The error log as a terminal shows it: what was done about each entry, when and by whom.
import { expect, test } from 'vitest';
import { describeFailures } from '../../bin/failures-text.ts';
import type { ErrorLogEntry } from '../../functions/core/error-log/entry.ts';

const AT_MS = Date.UTC(2030, 0, 1, 12);

const shown = (facts: Partial<ErrorLogEntry>, all = true): string => {
  const entry = {
    id: 'd#work',
    deliveryId: 'd',
    reason: 'bad_job',
    parkedAtMs: AT_MS,
    attempts: 0,
    waits: false,
  };
  return describeFailures([{ ...entry, replays: 0, ...facts }], all);
};

const replayed = { replayedAtMs: AT_MS + 60_000, replayedBy: 'ana' };
const dismissed = { dismissedAtMs: AT_MS + 120_000, dismissedBy: 'benito' };

test.each([
  [{}, 'nothing yet'],
  [{ replays: 1, ...replayed }, 'replayed 2030-01-01T12:01:00Z by ana'],
  [{ replays: 3, ...replayed }, 'replayed 3 times, last 2030-01-01T12:01:00Z by ana'],
  [dismissed, 'dismissed 2030-01-01T12:02:00Z by benito'],
  [
    { replays: 1, ...replayed, ...dismissed },
    'replayed 2030-01-01T12:01:00Z by ana; dismissed 2030-01-01T12:02:00Z by benito',
  ],
])('of all entries it says what was done: %j', (facts, words) => {
  const [heading, row] = shown(facts).split('\n');
  expect(heading).toMatch(/ID {6}DONE ABOUT IT$/);
  expect(row?.endsWith(`d#work  ${words}`)).toBe(true);
});

test('of the open ones there is nothing to say', () => {
  expect(shown({}, false)).not.toMatch(/DONE|nothing yet/);
});
