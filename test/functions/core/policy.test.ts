// The relations between the limits of time, retry and lease: what must be longer than what, and why.
import { expect, test } from 'vitest';
import { workerTimeoutSeconds } from '../../../functions/core/parameters/deployment.ts';
import { processorTimeoutSeconds } from '../../../functions/core/parameters/work.ts';
import {
  ACKNOWLEDGE,
  BODY_STORE,
  BREAKER,
  COMMAND,
  CONSOLE,
  FUNCTION_SECONDS,
  LEASE,
  QUEUE,
  RESUME_API_SECONDS,
  RETRY,
  SEND,
  SETTINGS,
  STATISTICS,
  STORE,
  SWEEP,
  WAIT,
  WORK,
} from '../../../functions/core/policy.ts';

/** Each below the next. */
function expectRising(limits: Readonly<Record<string, number>>): void {
  const entries = Object.entries(limits);
  for (const [at, [name, ms]] of entries.entries()) {
    const next = entries[at + 1];
    if (next) expect(ms, `${name} < ${next[0]}`).toBeLessThan(next[1]);
  }
}

/** One request to a store that is slow but answers: all attempts but the last time out. */
const SLOW_STORE_MS = STORE.attempts * STORE.requestMs;
const seconds = (count: number) => count * 1000;
const SHORTEST_WORKER_MS = seconds(Math.min(...workerTimeoutSeconds.allowed));

test('a webhook is answered in the time that its platform waits', () => {
  expectRising({
    copyAfter: ACKNOWLEDGE.copyAfterMs,
    oneStore: ACKNOWLEDGE.oneStoreMs,
    storeBody: ACKNOWLEDGE.storeBodyMs,
    giveUp: ACKNOWLEDGE.giveUpMs,
    api: ACKNOWLEDGE.apiMs,
    platform: ACKNOWLEDGE.platformMs,
  });
  expect(ACKNOWLEDGE.apiMs).toBeLessThan(seconds(FUNCTION_SECONDS.ingest));
  // After the body is stored, and the settings were read twice, there is time for the queue and the table.
  expect(ACKNOWLEDGE.giveUpMs - ACKNOWLEDGE.storeBodyMs).toBeGreaterThanOrEqual(ACKNOWLEDGE.oneStoreMs);
  expect(2 * SETTINGS.readMs).toBeLessThan(ACKNOWLEDGE.oneStoreMs);
  expect(STORE.connectMs).toBeLessThan(STORE.requestMs);
  expect(STORE.requestMs).toBeLessThan(ACKNOWLEDGE.giveUpMs);
});

test('a change of the settings is in effect within a minute', () => {
  expect(SETTINGS.freshMs + SETTINGS.pauseMs).toBeLessThanOrEqual(60_000);
});

test('a lease outlives what it protects', () => {
  // Three renewals may fail.
  expect(LEASE.workMs).toBeGreaterThan(3 * LEASE.renewEveryMs);
  // The call, and the store that confirms the lease.
  expect(LEASE.sendMs).toBeGreaterThan(SEND.callMs + SLOW_STORE_MS);
});

test('what comes before a call leaves it time', () => {
  expect(SEND.fileMs + STORE.requestMs).toBeLessThan(SEND.callMs);
  expect(SEND.turnMs + STORE.requestMs).toBeLessThan(SEND.callMs);
});

test('the worker keeps free what it needs at its end', () => {
  // To write the decision and make one call.
  expect(WORK.waitReserveMs).toBeGreaterThan(SEND.callMs + STORE.requestMs);
  // The last call begins no later than this, and ends with its answer written.
  expect(WORK.waitSendReserveMs).toBeGreaterThan(SEND.callMs + STORE.requestMs);
  expect(WORK.waitSendReserveMs).toBeLessThan(WORK.waitReserveMs);
  expect(WORK.eventReserveMs).toBeGreaterThan(SLOW_STORE_MS);
  // Half of what the shortest worker has for its events is still an attempt.
  expect((SHORTEST_WORKER_MS - WORK.eventReserveMs) / 2).toBeGreaterThan(WORK.longCallMs);
  expect(SHORTEST_WORKER_MS).toBeGreaterThan(WORK.waitReserveMs + BODY_STORE.requestMs);
  expect(SHORTEST_WORKER_MS).toBeGreaterThan(STATISTICS.writeMs + WORK.waitReserveMs);
  expect(seconds(processorTimeoutSeconds.minimum)).toBeLessThanOrEqual(WORK.minEventAttemptMs);
});

test('what waits in the queue comes back before a sweep could bring it', () => {
  expect(WORK.maxDelayInQueueMs).toBeLessThan(SWEEP.everyMs);
  expect(RETRY.wait.capMs).toBeGreaterThan(WORK.maxDelayInQueueMs);
  expect(WORK.afterLeaseMs).toBeGreaterThan(0);
  expect(WAIT.strandedAfterMs).toBeGreaterThanOrEqual(SWEEP.everyMs);
});

test('an event in the table is not taken for lost while a worker may have it', () => {
  const longestWorkerMs = seconds(Math.max(...workerTimeoutSeconds.allowed) + QUEUE.visibilitySlackSeconds);
  expect(SWEEP.requeueAgainMs).toBeGreaterThan(longestWorkerMs + SWEEP.everyMs);
  // A copy is sent again after a crash of the sweeper: the queue drops it for five minutes.
  expect(SWEEP.copyTakenMs + SWEEP.everyMs).toBeLessThan(5 * 60_000);
  expect(SWEEP.copyTakenMs).toBeGreaterThan(SWEEP.everyMs);
  expect(ACKNOWLEDGE.copyAfterMs + ACKNOWLEDGE.listMs).toBeLessThan(ACKNOWLEDGE.giveUpMs);
  expect(WORK.maxReturns).toBeGreaterThan(WORK.eventAttempts);
});

test('no message that is only retried reaches its dead-letter queue within a day', () => {
  // Full jitter: half of the cap on average. An event is parked after its attempts, a wait ends at its deadline.
  const storeAwayMs = (QUEUE.maxReceiveCount * RETRY.store.capMs) / 2;
  expect(storeAwayMs).toBeGreaterThan(7 * 3_600_000);
  expect(WORK.eventAttempts).toBeLessThan(QUEUE.maxReceiveCount);
  expect(QUEUE.maxVisibilitySeconds * 1000).toBeGreaterThan(RETRY.event.capMs);
});

test('quick tries fit between the first call and the sweeper', () => {
  expect(SEND.maxPauseMs).toBeLessThan(SEND.slowRetry.baseMs);
  expect(SEND.slowRetry.baseMs).toBeLessThan(SEND.slowRetry.capMs);
  expect(SEND.slowRetry.capMs).toBeLessThan(SEND.maxRetryAfterMs);
});

test('a result is answered while its sender waits', () => {
  expectRising({
    lastCallEnds: SEND.afterResultMs + SEND.callMs + SLOW_STORE_MS,
    resumeFunction: seconds(FUNCTION_SECONDS.resume),
    api: seconds(RESUME_API_SECONDS),
    longestOfAnHttpApi: 30_000,
  });
});

test('a probe of the breaker is over before another may begin', () => {
  expect(BREAKER.probeSlackMs).toBeGreaterThanOrEqual(BREAKER.freshMs);
  expect(BREAKER.slices).toBeGreaterThan(1);
});

test('a run of the sweeper hands over before the next gives up, and ends with its last call', () => {
  expectRising({ lastCallBegins: SWEEP.everyMs - SWEEP.handOverMs, every: SWEEP.everyMs });
  expectRising({
    lastCallBegins: SWEEP.everyMs - SWEEP.handOverMs + SWEEP.slowestMs,
    function: seconds(FUNCTION_SECONDS.sweeper) - SWEEP.reserveMs,
  });
  // Of a run that was killed, the lease ends while the next one waits.
  expect(SWEEP.leaseWaitMs).toBeGreaterThan(SWEEP.handOverMs);
  // The call, the lease before it and the answer after it.
  expect(SWEEP.reserveMs).toBeGreaterThan(SEND.callMs + 2 * STORE.requestMs);
  expect(SWEEP.metricsMs + SWEEP.deadLettersMs).toBeLessThan(SWEEP.reserveMs);
  expect(SWEEP.lateAfterMs).toBeGreaterThanOrEqual(2 * SWEEP.everyMs);
  // What is read from a dead-letter queue comes back to nobody else in this run.
  expect(QUEUE.deadLetterVisibilitySeconds).toBeGreaterThanOrEqual(FUNCTION_SECONDS.sweeper);
  // Calls that hang: as many as one run can have in hand end within it.
  expect(SWEEP.concurrency).toBeGreaterThan(0);
});

test('an operator’s command is answered before its function ends', () => {
  expect(SEND.afterCommandMs + SEND.callMs + SLOW_STORE_MS).toBeLessThan(seconds(FUNCTION_SECONDS.operate));
  expect(COMMAND.entriesMs + SLOW_STORE_MS).toBeLessThan(seconds(FUNCTION_SECONDS.operate));
  expect(COMMAND.eraseMs).toBeLessThan(seconds(FUNCTION_SECONDS.operate) / 2);
  // Nobody replays an entry again while the function that replays it may still run.
  expect(COMMAND.replayMs).toBeGreaterThanOrEqual(seconds(FUNCTION_SECONDS.operate));
});

test('statistics and console end in their time', () => {
  const pausesMs = STATISTICS.retryPausesMs.reduce((sum, ms) => sum + ms, 0);
  const tries = STATISTICS.retryPausesMs.length + 1;
  const mergesMs = (tries + 1) * STATISTICS.mergeMs;
  expect(pausesMs + tries * SLOW_STORE_MS + mergesMs).toBeLessThan(seconds(FUNCTION_SECONDS.stats));
  expect(60 % STATISTICS.blockMinutes).toBe(0);
  expect(STATISTICS.writeMs).toBeLessThan(WORK.eventReserveMs);
  expect(CONSOLE.partMs + CONSOLE.drawMs).toBeLessThan(seconds(FUNCTION_SECONDS.console));
});
