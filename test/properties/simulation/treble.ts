// The simulated Treble: it answers with any status, late or never, and a call without an answer may have its effect or
// not. Each call takes at most 8 s, the timeout of a real call. The real code judges the answers.
import type { CallAnswer, Outbounds } from '../../../functions/core/wait/outbound.ts';
import { type FakeCall, fakeOutbounds } from '../../contracts/outbound.fake.ts';
import type { VirtualClock } from '../../contracts/virtual-clock.ts';
import type { Chance } from './chance.ts';
import type { Call, History } from './history.ts';
import type { Invocation } from './invocation.ts';
import type { Conditions, Service } from './scenario.ts';

const TIMEOUT_MS = 8000;

interface Surroundings {
  readonly history: History;
  readonly chance: Chance;
  readonly clock: VirtualClock;
  conditions(): Conditions;
  isDown(service: Service): boolean;
}

export function simulatedTreble(invocation: Invocation, around: Surroundings): Outbounds {
  const { history, chance, clock } = around;

  function mode(): Conditions['treble'] {
    return around.isDown('treble') ? 'down' : around.conditions().treble;
  }

  function status(): number | 'no_answer' {
    switch (mode()) {
      case 'healthy':
        return 200;
      case 'fails_rarely':
        return chance.happens(0.02) ? 503 : 200;
      case 'unreliable':
        return chance.pick<number | 'no_answer'>(
          200,
          200,
          200,
          201,
          404,
          409,
          429,
          503,
          500,
          401,
          302,
          'no_answer',
          'no_answer',
        );
      case 'down':
        return chance.pick<number | 'no_answer'>(503, 'no_answer');
    }
  }

  async function make({ sessionId, keys }: FakeCall): Promise<CallAnswer> {
    const call: Call = {
      atMs: clock.nowMs(),
      owner: invocation.owner,
      sessionId,
      keys: structuredClone(keys),
      writes: history.writes.length,
    };
    history.calls.push(call);
    const answered = status();
    const slow = mode() !== 'healthy' && mode() !== 'fails_rarely' && chance.happens(0.2);
    const tookMs =
      answered === 'no_answer' && chance.happens(0.5)
        ? TIMEOUT_MS
        : chance.between(1, slow ? TIMEOUT_MS : 300);
    const crashes = chance.happens(around.conditions().crashing);
    const plan = {
      beforeMs: Math.floor(tookMs / 2),
      afterMs: Math.ceil(tookMs / 2),
      fault: crashes ? chance.pick('crashes', 'crashes_after') : 'none',
      onTheWire: true,
    } as const;
    return invocation.step(plan, async (): Promise<CallAnswer> => {
      call.answeredAtMs = clock.nowMs() + plan.afterMs;
      // Without an answer it is unknown whether Treble got the call.
      if (answered === 'no_answer') return { kind: 'no_answer', problem: 'ETIMEDOUT', tookMs };
      call.status = answered;
      const hasRetryAfter = answered === 429 || (mode() !== 'fails_rarely' && chance.happens(0.1));
      const retryAfterMs = hasRetryAfter ? chance.pick(0, 1000, 60_000, 7200_000) : undefined;
      return {
        kind: 'answer',
        status: answered,
        tookMs,
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      };
    });
  }

  return fakeOutbounds(clock, { make });
}
