// Every reason in the error log has advice. The compiler checks that no reason is missing.
import { expect, test } from 'vitest';
import { PROCESSOR_REASONS } from '../../../functions/core/reason/reason.ts';
import { adviceOnReason } from '../../../functions/platforms/advice.ts';
import { judge } from '../../../functions/platforms/treble/session-update.ts';

const SEND_REASONS = ['window_closed', 'no_api_key', 'media_unreachable', 'unconfirmed', 'undelivered'];

const unknown = adviceOnReason('new_reason');

test.each([...PROCESSOR_REASONS, 'bad_job', 'worker_crashed', ...SEND_REASONS])(
  '%s has its own summary and action',
  (reason) => {
    const { summary, action } = adviceOnReason(reason);
    expect(summary).not.toBe(unknown.summary);
    expect(action).not.toBe(unknown.action);
  },
);

test.each([400, 404, 409, 410, 422])('a refusal by Treble with %i has its summary and action', (status) => {
  const answer = { kind: 'answer', status, tookMs: 1 } as const;
  const judged = judge(answer, { attempt: 9, nowMs: 1e9, receivedAtMs: 0, settleMs: 0, random: 0 });
  const reason = judged.kind === 'refused' ? judged.reason : '';
  expect(adviceOnReason(reason).summary).toContain(`(${status})`);
});

test.each(['new_reason', '', 'constructor', '__proto__', 'treble_4040', 'other_404'])(
  'an unknown reason has advice too: %j',
  (reason) => {
    const { summary, action } = adviceOnReason(reason);
    expect(summary).not.toBe('');
    expect(action).toContain('delivery id');
  },
);

test.each(['botmaker_400', 'botmaker_404', 'trino_404', 'trino_422'])(
  '%s has its summary and action',
  (reason) => {
    const { summary, action } = adviceOnReason(reason);
    expect(summary).toContain(`(${reason.slice(-3)})`);
    expect(action).toContain('replay');
  },
);
