// A breaker for each destination that we call (a platform, every processor). While its calls fail it is not called for a
// while, then by one call at a time until one succeeds. All instances share it through the store.
//
//   closed ── too large a share of the calls fails ──▶ open ── pause ──▶ probing
//     ▲                                                 ▲                  │
//     └──────── the probe succeeds, or an operator ─────┼──────────────────┤
//                                                       └── probe fails ───┘  the next pause is twice as long
//
// What counts is how many different conversations fail, and their share of the calls of the last minutes: one conversation that
// always fails says nothing about the destination. So only the first call of a conversation's job counts, and a probe that
// only repeats a failed call postpones no other conversation. A call that hangs, and may hold a place in the worker for long,
// counts at once. The rules are in breaker-rules.ts, and what every instance must know of them is kept here. What comes in new may be the probe 15 s after the last one; what was put off waits for the whole
// pause. Successes are counted in memory, and written only while something fails.
//
// While the store is away every call is permitted, so that the work goes on.
import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { errorName } from '../../runtime/log.ts';
import { BREAKER } from '../policy.ts';
import {
  afterFailedProbe,
  type BreakerSettings,
  type CallHistory,
  type Condition,
  conditionOf,
  failuresThatOpen,
  firstPauses,
} from './breaker-rules.ts';
import type { BreakerRecord, BreakerStore, LongCall } from './breaker-store.ts';

/** Whether a destination may be called. All its callers share it. No function throws. */
export interface Breaker {
  /** A permit that is granted must be reported, see with-permit.ts. */
  acquire(destination: string, call: PlannedCall): Promise<Permit>;
  /** How the call went. Returns whether the destination is paused now: then the failure is not the job's own. */
  report(destination: string, health: Health, permit: Permit): Promise<boolean>;
  /** What a call would meet now. Acquires nothing. */
  look(destination: string, call: Pick<PlannedCall, 'history'>): Promise<Condition>;
  /** The calls in progress that take long, as this instance knows them. `slow`: one took long lately. */
  longCalls(destination: string): Promise<{ readonly slow: boolean; readonly calls: readonly LongCall[] }>;
  /** Returns those in progress, this one included, as the store knows them. */
  beginLongCall(destination: string, call: LongCall): Promise<readonly LongCall[]>;
  endLongCall(destination: string, call: LongCall): Promise<void>;
}

export interface PlannedCall {
  /** How long it may take. */
  readonly callMs: number;
  /** A conversation's reference. */
  readonly conversation: string;
  readonly history: CallHistory;
}

/** `hung`: no answer in the time. `unknown`: no call was made, or we cancelled it. */
export type Health = 'healthy' | 'failed' | 'hung' | 'unknown';

export type Permit =
  /** `probe`: the only call for now. It shows whether the destination is back. */
  | (PlannedCall & { readonly kind: 'granted'; readonly probe: boolean })
  | { readonly kind: 'paused'; readonly untilMs: number };

export interface BreakerPorts {
  readonly store: BreakerStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** What this instance knows of a destination. */
interface Known {
  record: BreakerRecord | undefined;
  readAtMs: number;
  /** Successes in the newest slice, and in the one before it, that the store does not know yet. Older ones say nothing of now. */
  answered: number;
  answeredBefore: number;
  sliceMs: number;
  writtenAtMs: number;
}

export function breaker({ store, clock, log }: BreakerPorts, settings: BreakerSettings): Breaker {
  const known = new Map<string, Known>();
  const sliceMs = Math.max(1000, Math.floor(settings.windowMs / BREAKER.slices));

  function knownOf(destination: string): Known {
    const one = known.get(destination) ?? {
      record: undefined,
      readAtMs: Number.NEGATIVE_INFINITY,
      answered: 0,
      answeredBefore: 0,
      sliceMs: 0,
      writtenAtMs: Number.NEGATIVE_INFINITY,
    };
    known.set(destination, one);
    return one;
  }

  function learn(destination: string, record: BreakerRecord | undefined): BreakerRecord | undefined {
    const one = knownOf(destination);
    one.record = record;
    one.readAtMs = clock.nowMs();
    return record;
  }

  /** The next look reads the store. */
  function forget(destination: string): void {
    knownOf(destination).readAtMs = Number.NEGATIVE_INFINITY;
  }

  async function recordOf(destination: string): Promise<BreakerRecord | undefined> {
    const { record, readAtMs } = knownOf(destination);
    if (clock.nowMs() < readAtMs + BREAKER.freshMs) return record;
    return learn(destination, await store.load(destination));
  }

  const inProgress = (record: BreakerRecord | undefined): readonly LongCall[] =>
    (record?.longCalls ?? []).filter(({ untilMs }) => clock.nowMs() < untilMs);

  async function permit(destination: string, call: PlannedCall): Promise<Permit> {
    const condition = conditionOf(await recordOf(destination), call.history, clock.nowMs());
    if (condition.kind === 'closed') return { kind: 'granted', probe: false, ...call };
    if (condition.kind === 'paused') return condition;
    const nowMs = clock.nowMs();
    forget(destination);
    const untilMs = nowMs + call.callMs + BREAKER.probeSlackMs;
    if (await store.acquireProbe(destination, { nowMs, untilMs }))
      return { kind: 'granted', probe: true, ...call };
    // Another instance probes, or the breaker has closed meanwhile. The next read tells.
    return { kind: 'paused', untilMs: nowMs + BREAKER.retryLookMs };
  }

  /** Begins a new slice where its time has come. */
  function inSlice(one: Known): Known {
    const now = clock.nowMs() - (clock.nowMs() % sliceMs);
    if (one.sliceMs === now) return one;
    one.answeredBefore = one.sliceMs === now - sliceMs ? one.answered : 0;
    one.answered = 0;
    one.sliceMs = now;
    return one;
  }

  async function count(destination: string, failed?: { conversation: string; hung: boolean }) {
    const one = inSlice(knownOf(destination));
    const nowMs = clock.nowMs();
    const answered = one.answered + one.answeredBefore;
    one.answered = 0;
    one.answeredBefore = 0;
    one.writtenAtMs = nowMs;
    const calls = {
      sliceMs: one.sliceMs,
      forgetBeforeMs: nowMs - settings.windowMs - sliceMs,
      nowMs,
      answered,
      ...(failed && { failed }),
    };
    return learn(destination, await store.count(destination, calls));
  }

  async function answered(destination: string): Promise<void> {
    const one = inSlice(knownOf(destination));
    one.answered += 1;
    const somethingFails = one.record !== undefined && one.record.slices.size > 0;
    if (somethingFails && clock.nowMs() >= one.writtenAtMs + BREAKER.freshMs) await count(destination);
  }

  async function failed(
    destination: string,
    { history, conversation, probe }: PlannedCall & { readonly probe: boolean },
    hung: boolean,
  ): Promise<boolean> {
    const nowMs = clock.nowMs();
    if (probe) {
      forget(destination);
      const longestMs = settings.pauseMs;
      const next = afterFailedProbe(await store.load(destination), { history, hung, nowMs, longestMs });
      if (await store.prolong(destination, next)) {
        const until = new Date(Math.max(next.openUntilMs, next.retryUntilMs)).toISOString();
        log.write('warn', { event: 'breaker', destination, state: 'open', until, probe });
      }
      return true;
    }
    if (history === 'failed')
      return conditionOf(await recordOf(destination), history, clock.nowMs()).kind !== 'closed';
    const record = await count(destination, { conversation: conversation.slice(0, 10), hung });
    if (!record || record.openUntilMs !== undefined) return record !== undefined;
    const failures = failuresThatOpen(record, { ...settings, nowMs, sliceMs });
    if (failures === undefined) return false;
    const pauses = firstPauses(nowMs, settings.pauseMs);
    forget(destination);
    if (await store.open(destination, { ...pauses, failures })) {
      const until = new Date(pauses.openUntilMs).toISOString();
      log.write('error', { event: 'breaker', destination, state: 'open', failures, hung, until, probe });
    }
    return true;
  }

  async function went(destination: string, health: Health, permit: Granted): Promise<boolean> {
    if (health === 'failed' || health === 'hung')
      return failed(destination, permit, health === 'hung' && permit.callMs >= BREAKER.longHangMs);
    if (!permit.probe) {
      if (health === 'healthy') await answered(destination);
      return false;
    }
    forget(destination);
    if (health === 'unknown') {
      await store.releaseProbe(destination);
      return true;
    }
    await store.close(destination);
    log.write('info', { event: 'breaker', destination, state: 'closed' });
    return false;
  }

  async function safely<T>(destination: string, otherwise: T, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      log.write('warn', { event: 'breaker_error', destination, error: errorName(error) });
      return otherwise;
    }
  }

  return {
    acquire: (destination, call) =>
      safely(destination, { kind: 'granted', probe: false, ...call }, () => permit(destination, call)),

    report: (destination, health, permit) =>
      permit.kind === 'paused'
        ? Promise.resolve(true)
        : safely(destination, false, () => went(destination, health, permit)),

    look: (destination, { history }) =>
      safely(destination, { kind: 'closed' }, async () =>
        conditionOf(await recordOf(destination), history, clock.nowMs()),
      ),

    longCalls: (destination) =>
      safely(destination, { slow: false, calls: [] }, async () => {
        const record = await recordOf(destination);
        return { slow: clock.nowMs() < (record?.slowUntilMs ?? 0), calls: inProgress(record) };
      }),

    beginLongCall: (destination, call) =>
      safely(destination, [], async () => {
        const slowUntilMs = clock.nowMs() + BREAKER.slowMs;
        return inProgress(learn(destination, await store.addLongCall(destination, { ...call, slowUntilMs })));
      }),

    async endLongCall(destination, call) {
      forget(destination);
      await safely(destination, undefined, () => store.removeLongCall(destination, call));
    },
  };
}

type Granted = Extract<Permit, { kind: 'granted' }>;
