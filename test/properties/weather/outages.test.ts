// Long outages: how few calls a breaker allows, and how fast everything goes on afterwards. In virtual time, with the defaults
// of the parameters.
import { expect, test } from 'vitest';
import { HEALTHY, HOUR_MS, MINUTE_MS, SECOND_MS, weather } from './world.ts';

const LONG = { timeout: 600_000 };
const unreachable = { tookMs: 200, answer: { kind: 'retry', reason: 'processor_unreachable' } } as const;

test(
  '5,000 waits while Treble is unavailable for an hour: few calls, nothing lost, all continued minutes later',
  LONG,
  async () => {
    const WAITS = 5_000;
    const world = weather({
      treble: (_session, atMs) => ({ status: atMs < HOUR_MS ? 503 : 200 }),
      deadlineMs: 6 * HOUR_MS,
    });
    for (let at = 0; at < WAITS; at += 1) {
      await world.deliver(`wait-${at}`, 'treble');
      await world.clock.advance(HOUR_MS / WAITS);
    }
    // The failures that open the breaker, the calls in progress, and a probe each 15 s.
    expect(world.calls.length).toBeLessThan(500);
    expect(world.attempts).toHaveLength(WAITS);
    let minutes = 0;
    while (world.waited('treble').at(-1) === Number.POSITIVE_INFINITY && minutes < 60) {
      await world.clock.advance(MINUTE_MS);
      minutes += 1;
    }
    // Nothing new comes in: up to ten minutes to the next probe, then 20 a second.
    expect(minutes).toBeLessThan(10 + WAITS / 20 / 43 + 3);
    const accepted = Map.groupBy(
      world.calls.filter(({ status }) => status === 200),
      ({ session }) => session,
    );
    expect(accepted.size).toBe(WAITS);
    expect([...accepted.values()].filter((times) => times.length > 1)).toEqual([]);
    expect(world.errorLog.entries.size).toBe(0);
    expect(world.queues.main.waits.size() + world.queues.deadLetters.waits.size()).toBe(0);
  },
);

test(
  '2,000 events of a source that is put off for half an hour delay no other source, neither then nor afterwards',
  LONG,
  async () => {
    let down = true;
    const world = weather({
      processor: (source) =>
        source !== 'sick' ? { ...HEALTHY, tookMs: 100 } : down ? unreachable : { ...HEALTHY, tookMs: 1_000 },
    });
    const sent = new Map<string, number>();
    let healthy = 0;
    const deliverHealthy = async () => {
      healthy += 1;
      sent.set(`good-${healthy}`, world.now());
      await world.deliverEvent(`good-${healthy}`, 'healthy');
    };
    for (let at = 0; at < 2_000; at += 1) {
      await world.deliverEvent(`sick-${at}`, 'sick');
      if (at % 10 === 0) await deliverHealthy();
      await world.clock.advance(900);
    }
    down = false;
    const backAtMs = world.now();
    for (let at = 0; at < 360; at += 1) {
      await deliverHealthy();
      await world.clock.advance(10 * SECOND_MS);
    }
    const workedAt = new Map(world.worked.map(({ id, atMs }) => [id, atMs]));
    const delays = [...sent].map(([id, atMs]) => (workedAt.get(id) ?? Number.POSITIVE_INFINITY) - atMs);
    const sorted = delays.toSorted((a, b) => a - b);
    const last = Math.max(...world.worked.filter(({ id }) => id.startsWith('sick')).map(({ atMs }) => atMs));
    console.info(
      `weather: 2,000 events put off: others p50 ${sorted[sorted.length >> 1]}, max ${sorted.at(-1)}; all done ${last - backAtMs} ms after it was back`,
    );
    expect(sorted.at(-6)).toBeLessThanOrEqual(5_000);
    expect(sorted.at(-1)).toBeLessThanOrEqual(15_000);
    // Only what had five attempts of its own before the pause is in the error log.
    const parked = world.errorLog.entries.size;
    expect(parked).toBeLessThan(10);
    expect(world.worked.filter(({ id }) => id.startsWith('sick'))).toHaveLength(2_000 - parked);
  },
);

test(
  'a processor that hangs for twelve hours: its events are put off, not parked, and delivered in order',
  LONG,
  async () => {
    const OUTAGE_MS = 12 * HOUR_MS;
    const world = weather({
      processor: (source, { atMs }) =>
        source === 'sick' && atMs < OUTAGE_MS
          ? { tookMs: 60_000, answer: { kind: 'retry', reason: 'processor_timeout' } }
          : HEALTHY,
    });
    const EVENTS = 240;
    for (let at = 0; at < EVENTS; at += 1) {
      await world.deliverEvent(`sick-${at}`, 'sick', `conversation-${at % 20}`);
      await world.clock.advance(OUTAGE_MS / EVENTS);
    }
    await world.clock.advance(2 * HOUR_MS);
    expect(world.errorLog.entries.size).toBe(0);
    expect(world.worked).toHaveLength(EVENTS);
    const order = Map.groupBy(
      world.worked.map(({ id }) => Number(id.slice('sick-'.length))),
      (number) => number % 20,
    );
    for (const numbers of order.values()) expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(world.queues.deadLetters.events.size()).toBe(0);
  },
);
