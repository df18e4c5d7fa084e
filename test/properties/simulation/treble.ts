// Treble as the simulation has it: it answers what it likes, late or never, and a call without an answer may have
// had its effect or not. Every call takes less than the 8 s after which a real one has failed. What an answer means is
// judged by the code that judges the real one's.
import type { Outbound, UpdateAnswer } from '../../../functions/core/wait/outbound.ts';
import { judge } from '../../../functions/platforms/treble/session-update.ts';
import { SETTLE_MS } from '../../contracts/outbound.fake.ts';
import type { VirtualClock } from '../../contracts/virtual-clock.ts';
import type { Chance } from './chance.ts';
import type { Call, History } from './history.ts';
import type { Invocation } from './invocation.ts';
import type { Service, Weather } from './scenario.ts';

const PATIENCE_MS = 8000;

interface Surroundings {
  readonly history: History;
  readonly luck: Chance;
  readonly clock: VirtualClock;
  weather(): Weather;
  isDown(service: Service): boolean;
}

export function simulatedTreble(invocation: Invocation, around: Surroundings): Outbound {
  const { history, luck, clock } = around;

  function mood(): Weather['treble'] {
    return around.isDown('treble') ? 'down' : around.weather().treble;
  }

  function status(): number | 'no_answer' {
    switch (mood()) {
      case 'well':
        return 200;
      case 'moody':
        return luck.pick<number | 'no_answer'>(
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
        return luck.pick<number | 'no_answer'>(503, 'no_answer');
    }
  }

  return {
    platform: 'treble',
    destination: 'treble',
    judge: (answer, context) => judge(answer, { ...context, settleMs: SETTLE_MS }),
    async update(sessionId, keys) {
      const call: Call = {
        atMs: clock.nowMs(),
        owner: invocation.owner,
        sessionId,
        keys: structuredClone(keys),
        writes: history.writes.length,
      };
      history.calls.push(call);
      const answered = status();
      const slow = mood() !== 'well' && luck.happens(0.2);
      const tookMs =
        answered === 'no_answer' && luck.happens(0.5)
          ? PATIENCE_MS
          : luck.between(1, slow ? PATIENCE_MS : 300);
      const dies = luck.happens(around.weather().dying);
      const fate = {
        beforeMs: Math.floor(tookMs / 2),
        afterMs: Math.ceil(tookMs / 2),
        fault: dies ? luck.pick('dies', 'dies_after') : 'none',
        onTheWire: true,
      } as const;
      const answer = await invocation.step(fate, async (): Promise<UpdateAnswer> => {
        // What has no answer has reached Treble half of the time.
        if (answered === 'no_answer') return { kind: 'no_answer', problem: 'ETIMEDOUT', tookMs };
        call.status = answered;
        const asked = answered === 429 || luck.happens(0.1);
        const retryAfterMs = asked ? luck.pick(0, 1000, 60_000, 7200_000) : undefined;
        return {
          kind: 'answer',
          status: answered,
          tookMs,
          ...(retryAfterMs !== undefined && { retryAfterMs }),
        };
      });
      call.answeredAtMs = clock.nowMs();
      return answer;
    },
  };
}
