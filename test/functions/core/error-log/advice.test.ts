// Nobody who looks into the error log is left without a word on what to do.
import { expect, test } from 'vitest';
import { adviceOn, findAdvice } from '../../../../functions/core/error-log/advice.ts';
import { judge } from '../../../../functions/platforms/treble/session-update.ts';
import { IDLE_REASONS } from '../../../../functions/worker/admit.ts';
import { sourceFiles } from '../../../rules/source-files.ts';

/** Reasons that are named where something is parked, or where a processor gives an event up. */
function reasonsIn(folders: readonly string[]): string[] {
  const texts = folders.flatMap((folder) => sourceFiles(folder)).map(({ text }) => text);
  const named = texts.flatMap((text) => [
    ...text.matchAll(/\breason(?::| =) '(\w+)'(?! in\b)/g),
    ...text.matchAll(/\bunusable\('(\w+)'\)/g),
    ...text.matchAll(/\breason:[^,;]*\? '(\w+)' : '(\w+)'/g),
  ]);
  return [...new Set(named.flatMap(([, ...reasons]) => reasons.filter((reason) => reason !== undefined)))];
}

/** These end something and park nothing. */
const NOT_PARKED = ['opt_out', 'cancelled', 'superseded', ...IDLE_REASONS];

test('every reason that the code parks with has its words and its advice', () => {
  const reasons = reasonsIn([
    'functions/processors',
    'functions/worker',
    'functions/sweeper',
    'functions/core',
  ]);
  expect(reasons).toEqual(
    expect.arrayContaining(['bad_job', 'worker_crashed', 'processor_timeout', 'window_closed']),
  );
  const without = reasons.filter((reason) => !NOT_PARKED.includes(reason) && !findAdvice(reason));
  expect(without).toEqual([]);
});

test.each([400, 404, 409, 410, 422])('a refusal by Treble with %i has its words and its advice', (status) => {
  const answer = { kind: 'answer', status, tookMs: 1 } as const;
  const judged = judge(answer, { attempt: 9, nowMs: 1e9, receivedAtMs: 0, settleMs: 0, random: 0 });
  const reason = judged.kind === 'refused' ? judged.reason : '';
  expect(findAdvice(reason)?.words).toContain(`(${status})`);
});

test('a reason that nobody foresaw still gets a way on', () => {
  for (const reason of ['new_reason', '', 'constructor', '__proto__', 'treble_4040']) {
    expect(findAdvice(reason)).toBeUndefined();
    expect(adviceOn(reason).todo).toContain('delivery id');
  }
});
