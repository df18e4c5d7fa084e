// The contract of every outbound adapter and of its fake: one call, whose answer is returned and never thrown.
import { beforeEach, describe, expect, test } from 'vitest';
import type { SessionKey } from '../../functions/core/wait/answer.ts';
import type { Outbound, UpdateAnswer } from '../../functions/core/wait/outbound.ts';

export interface OutboundFixture {
  readonly outbound: Outbound;
  /** The adapter treats a 4xx as final only this long after receipt. */
  readonly settleMs: number;
  /** The next call gets this answer. */
  answer(next: number | 'no_answer'): void;
  update(sessionId: string, keys: readonly SessionKey[]): Promise<UpdateAnswer>;
  /** The calls that arrived. */
  calls(): readonly { readonly sessionId: string; readonly keys: readonly SessionKey[] }[];
}

const KEYS = [
  { key: 'verdict', value: 'ñ 🌵' },
  { key: 'acuse_status', value: 'done' },
];
const context = { attempt: 1, nowMs: 0, receivedAtMs: 0, random: 0.5 };

export function outboundContract(name: string, open: () => Promise<OutboundFixture>): void {
  describe(name, () => {
    let fixture: OutboundFixture;

    beforeEach(async () => {
      fixture = await open();
    });

    const judged = async (next: number | 'no_answer', nowMs = 0) => {
      fixture.answer(next);
      const { outbound } = fixture;
      return outbound.judge(await fixture.update('session-1', KEYS), { ...context, nowMs });
    };

    test('makes one call with the session id and the variables', async () => {
      await fixture.update('session/ñ 1', KEYS);
      expect(fixture.calls()).toMatchObject([{ sessionId: 'session/ñ 1', keys: KEYS }]);
    });

    test.each([200, 201, 302, 404, 429, 503])('returns the status %i', async (status) => {
      fixture.answer(status);
      const answer = { kind: 'answer', status, tookMs: expect.any(Number) };
      expect(await fixture.update('session-1', KEYS)).toEqual(answer);
    });

    test('returns the problem when there is no answer', async () => {
      fixture.answer('no_answer');
      const answer = { kind: 'no_answer', problem: expect.any(String), tookMs: expect.any(Number) };
      expect(await fixture.update('session-1', KEYS)).toEqual(answer);
    });

    test('a success continues the wait, a failure is tried again, a 404 is final after the settling time', async () => {
      expect(await judged(200)).toEqual({ kind: 'continued' });
      for (const failure of [503, 'no_answer'] as const)
        expect(await judged(failure)).toMatchObject({
          kind: 'retry',
          health: failure === 503 ? 'failed' : expect.any(String),
        });
      expect(await judged(404, fixture.settleMs - 1)).toMatchObject({ kind: 'retry' });
      expect(await judged(404, fixture.settleMs)).toEqual({ kind: 'refused', reason: 'treble_404' });
    });
  });
}
