// The fake of the platforms' outbound sides: the calls are made by nobody and get the answers that a test sets; each is
// kept. What a decision is carried by, and what an answer means, comes from the real code.

import type { SessionKey } from '../../functions/core/wait/answer.ts';
import { type CallAnswer, destinationOf, type Outbounds } from '../../functions/core/wait/outbound.ts';
import { paces } from '../../functions/core/wait/pace.ts';
import type { AnsweringSettings, MakeOutbound } from '../../functions/platforms/answering.ts';
import { botmakerOutbound } from '../../functions/platforms/botmaker/outbound.ts';
import { byPlatform } from '../../functions/platforms/list.ts';
import { trebleOutbound } from '../../functions/platforms/treble/outbound.ts';
import { trinoOutbound } from '../../functions/platforms/trino/outbound.ts';
import type { Clock } from '../../functions/runtime/clock.ts';

export interface FakeCall {
  readonly platform: string;
  /** The session's address. */
  readonly sessionId: string;
  /** `update`, `reply.0`, … */
  readonly name: string;
  /** Of the decision that the call carries. */
  readonly keys: readonly SessionKey[];
  readonly atMs: number;
}

export interface FakeOutbounds extends Outbounds {
  readonly calls: readonly FakeCall[];
  /** The answers of the next calls, in this order; later calls get 200. */
  answer(...answers: NextAnswer[]): void;
}

/** A status, no answer within the timeout, or a function of the test. */
export type NextAnswer = number | 'no_answer' | ((call: FakeCall) => CallAnswer | Promise<CallAnswer>);

export interface FakeOutboundSettings {
  readonly settleMs?: number;
  /** Answers every call in place of the script. */
  make?(call: FakeCall): Promise<CallAnswer>;
  /** Of every source. */
  readonly source?: AnsweringSettings;
  /** Null: the sources have none. */
  readonly apiKey?: string | null;
}

const TIMEOUT_MS = 8000;
export const SETTLE_MS = 30_000;

const findOutbound = byPlatform<MakeOutbound>({
  treble: trebleOutbound,
  botmaker: botmakerOutbound,
  trino: trinoOutbound,
});

export function fakeOutbounds(
  clock: Clock,
  { settleMs = SETTLE_MS, make: answerBy, source, apiKey = 'a key' }: FakeOutboundSettings = {},
): FakeOutbounds {
  const calls: FakeCall[] = [];
  const script: NextAnswer[] = [];

  async function answerByScript(call: FakeCall): Promise<CallAnswer> {
    const next = script.shift() ?? 200;
    if (typeof next === 'function') return next(call);
    if (next !== 'no_answer') return { kind: 'answer', status: next, tookMs: 0 };
    await clock.sleep(TIMEOUT_MS);
    return { kind: 'no_answer', problem: 'ETIMEDOUT', tookMs: TIMEOUT_MS };
  }

  return {
    calls,
    answer: (...answers) => void script.push(...answers),
    async of(session) {
      const platform = session.message?.platform ?? 'treble';
      const { sessionId } = session;
      const real = findOutbound(platform)?.({
        ref: session.ref,
        address: sessionId,
        baseUrl: 'https://platform.invalid',
        destination: destinationOf(session),
        apiKey: apiKey ?? undefined,
        source,
        settleMs,
        clock,
        paces: paces(clock),
      });
      if (!real) throw new Error(`No platform ${platform}.`);
      return {
        ...real,
        plan(decision) {
          const { keys } = decision;
          const plan = real.plan(decision);
          if (apiKey === null && session.message) return plan;
          const faked = plan.calls.map((call) => ({
            ...call,
            make() {
              const made = { platform, sessionId, name: call.name, keys, atMs: clock.nowMs() };
              calls.push(made);
              return answerBy ? answerBy(made) : answerByScript(made);
            },
          }));
          return { ...plan, calls: faked };
        },
      };
    },
  };
}
