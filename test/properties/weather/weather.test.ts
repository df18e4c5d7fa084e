// What is wrong with one destination, source or conversation delays nobody else. In virtual time, with the defaults of the
// parameters. The figures are those of docs/isolation.md.
import { describe, expect, test } from 'vitest';
import {
  DEADLINE_MS,
  HANGS,
  HEALTHY,
  HOUR_MS,
  MINUTE_MS,
  percentile,
  SECOND_MS,
  seeded,
  type Weather,
  weather,
} from './world.ts';

const LONG = { timeout: 900_000 };

/** Prints what was measured, and returns it. */
function measured(name: string, sorted: readonly number[], more: object = {}) {
  const figures = {
    waits: sorted.length,
    p50: percentile(sorted, 50),
    p99: percentile(sorted, 99),
    max: sorted.at(-1) ?? Number.NaN,
    ...more,
  };
  console.info(`weather: ${name}: ${JSON.stringify(figures)}`);
  return figures;
}

describe('Treble', () => {
  test.each([42, 7])(
    '2 % of the calls fail with 503 at random, ten waits a second for an hour: seed %i',
    LONG,
    async (seed) => {
      const random = seeded(seed);
      const world = weather({ treble: () => ({ status: random() < 0.02 ? 503 : 200 }) });
      for (let at = 0; at < 36_000; at += 1) {
        await world.deliver(`wait-${at}`, 'treble');
        await world.clock.advance(100);
      }
      await world.clock.advance(5 * MINUTE_MS);
      const { p99, max } = measured(`2 % of the calls fail, seed ${seed}`, world.waited('treble'));
      expect(world.pauses('treble')).toEqual([]);
      expect(p99).toBeLessThanOrEqual(5_000);
      expect(max).toBeLessThanOrEqual(60_000);
    },
  );

  test('60 sessions that always fail, beside healthy ones', LONG, async () => {
    const world = weather({ treble: (session) => ({ status: session.startsWith('poison-') ? 500 : 200 }) });
    for (let at = 0; at < 60; at += 1) await world.deliver(`poison-${at}`, 'poisoned');
    await world.clock.advance(20 * MINUTE_MS);
    for (let at = 0; at < 720; at += 1) {
      await world.deliver(`good-${at}`, 'treble');
      await world.clock.advance(15_000);
    }
    await world.clock.advance(5 * MINUTE_MS);
    const { p99 } = measured('60 sessions that always fail', world.waited('treble'), {
      pauses: world.pauses('treble').length,
    });
    expect(p99).toBeLessThanOrEqual(2_000);
    const before = 30 * MINUTE_MS;
    for (let at = 0; at < 60; at += 1) {
      const times = world.calls
        .filter(({ session, atMs }) => session === `poison-${at}` && atMs > before)
        .map(({ atMs }) => atMs);
      const gaps = times.slice(1).map((atMs, place) => atMs - (times[place] ?? 0));
      expect(times.length).toBeGreaterThan(5);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5 * MINUTE_MS);
    }
  });

  test.each([2_000, 5_000, 30_000])(
    'a tenth of the calls get 429, Retry-After %i ms',
    LONG,
    async (retryAfterMs) => {
      const random = seeded(3);
      const world = weather({
        treble: () => (random() < 0.1 ? { status: 429, retryAfterMs } : { status: 200 }),
      });
      for (let at = 0; at < 6_000; at += 1) {
        await world.deliver(`wait-${at}`, 'treble');
        await world.clock.advance(200);
      }
      await world.clock.advance(5 * MINUTE_MS);
      const { max } = measured(`429 with Retry-After ${retryAfterMs} ms`, world.waited('treble'));
      expect(world.pauses('treble')).toEqual([]);
      // A call that is refused three times in a row waits three times as long as Treble says.
      expect(max).toBeLessThanOrEqual(60_000 + 3 * (retryAfterMs - 2_000));
    },
  );
});

/** An hour; a healthy wait each 15 s, and one of the other source. */
async function anHourBeside(world: Weather, everySeconds = 15): Promise<void> {
  for (let at = 0; at < 240; at += 1) {
    if ((at * 15) % everySeconds === 0) await world.deliver(`sick-${at}`, 'sick');
    await world.deliver(`good-${at}`, 'healthy');
    await world.clock.advance(15_000);
  }
  await world.clock.advance(10 * MINUTE_MS);
}

describe('processors', () => {
  // With so many a breaker would open, if they counted as failures.
  test.each([0.1, 0.6])('a share of %d of the calls get 429, Retry-After 2 s', LONG, async (share) => {
    const random = seeded(5);
    const busy = {
      tookMs: 50,
      answer: { kind: 'retry', reason: 'processor_error', throttled: true, retryAfterMs: 2_000 },
    } as const;
    const world = weather({ processor: () => (random() < share ? busy : HEALTHY) });
    for (let at = 0; at < 3_000; at += 1) {
      await world.deliver(`wait-${at}`, 'busy');
      await world.clock.advance(200);
    }
    await world.clock.advance(5 * MINUTE_MS);
    const { max, waits } = measured(`a processor answers 429 to ${share}`, world.waited('busy'));
    expect(waits).toBe(3_000);
    expect(world.pauses('http:busy')).toEqual([]);
    if (share === 0.1) expect(max).toBeLessThanOrEqual(60_000);
  });

  test('one hangs until its time-out, four waits a minute', LONG, async () => {
    const world = weather({ processor: (source) => (source === 'sick' ? HANGS : HEALTHY) });
    await anHourBeside(world);
    const pauses = world.pauses('http:sick');
    const { p99, max } = measured('a processor hangs', world.waited('healthy'), { pauses: pauses.length });
    expect(p99).toBeLessThanOrEqual(2_000);
    expect(max).toBeLessThanOrEqual(15_000);
    const [firstCall] = world.attempts.filter(({ source }) => source === 'sick');
    const [firstPause] = pauses;
    const pausedAtMs = Date.parse(String(firstPause?.['until'])) - world.clock.nowMs() + world.now() - 15_000;
    expect(pausedAtMs - (firstCall?.atMs ?? 0)).toBeLessThanOrEqual(2 * MINUTE_MS);
    expect(world.waited('sick').every((ms) => ms <= DEADLINE_MS + MINUTE_MS)).toBe(true);
  });

  test.each([60, 30, 15])('photo links that hang, one each %i s', LONG, async (everySeconds) => {
    const hangs = {
      tookMs: 20_000,
      answer: { kind: 'retry', reason: 'photo_unreachable' },
      callsAnyone: true,
      maxAttempts: 3,
    } as const;
    const world = weather({ processor: (source) => (source === 'sick' ? hangs : HEALTHY) });
    await anHourBeside(world, everySeconds);
    const { p99, max } = measured(`a photo link hangs each ${everySeconds} s`, world.waited('healthy'));
    expect(p99).toBeLessThanOrEqual(2_000);
    expect(max).toBeLessThanOrEqual(15_000);
    const tries = Map.groupBy(
      world.attempts.filter(({ source }) => source === 'sick'),
      ({ id }) => id,
    );
    expect(Math.max(...[...tries.values()].map(({ length }) => length))).toBeLessThanOrEqual(3);
    expect(world.waited('sick').every((ms) => ms <= DEADLINE_MS + MINUTE_MS)).toBe(true);
  });

  test.each(['waits', 'events'] as const)(
    'a conversation that goes on is not kept back by one that hangs beside it: %s',
    LONG,
    async (queue) => {
      const slow = { tookMs: 50_000, answer: { kind: 'done', keys: [] } } as const;
      const world = weather({ processor: (source) => (source === 'slow' ? slow : HEALTHY) });
      const deliver = queue === 'waits' ? world.deliver : world.deliverEvent;
      const sent = new Map<string, number>();
      for (let at = 0; at < 300; at += 1) {
        if (at % 20 === 0) await deliver(`slow-${at}`, 'slow', `slow-${at}`);
        sent.set(`good-${at}`, world.now());
        await deliver(`good-${at}`, 'healthy', 'the same conversation');
        await world.clock.advance(3_000);
      }
      await world.clock.advance(5 * MINUTE_MS);
      const delays = world.attempts
        .filter(({ source }) => source === 'healthy')
        .map(({ id, atMs }) => atMs - (sent.get(id) ?? 0))
        .toSorted((a, b) => a - b);
      const { p99, max } = measured(`beside a call that takes 50 s: ${queue}`, delays);
      expect(delays).toHaveLength(300);
      expect(p99).toBeLessThanOrEqual(2_500);
      expect(max).toBeLessThanOrEqual(15_000);
    },
  );

  test('one is down: its waits are continued, the others not delayed', LONG, async () => {
    const down = { tookMs: 1_000, answer: { kind: 'retry', reason: 'processor_unreachable' } } as const;
    const world = weather({ processor: (source) => (source === 'sick' ? down : HEALTHY) });
    for (let at = 0; at < 900; at += 1) {
      await world.deliver(`sick-${at}`, 'sick');
      await world.deliver(`good-${at}`, 'healthy');
      await world.clock.advance(2_000);
    }
    await world.clock.advance(6 * MINUTE_MS);
    const { p99, max } = measured('a processor is down', world.waited('healthy'));
    expect(p99).toBeLessThanOrEqual(2_000);
    expect(max).toBeLessThanOrEqual(15_000);
    expect(world.attempts.filter(({ source }) => source === 'sick').length).toBeLessThan(250);
    expect(world.waited('sick').every((ms) => ms <= DEADLINE_MS + MINUTE_MS)).toBe(true);
  });

  test('what was put off goes on within seconds of the end of a pause', LONG, async () => {
    const backAtMs = 10 * MINUTE_MS;
    const world = weather({
      deadlineMs: HOUR_MS,
      processor: (source, { atMs }) =>
        source === 'sick' && atMs < backAtMs
          ? { tookMs: 200, answer: { kind: 'retry', reason: 'processor_unreachable' } }
          : HEALTHY,
    });
    for (let at = 0; at < 300; at += 1) {
      await world.deliver(`sick-${at}`, 'sick');
      await world.clock.advance(2 * SECOND_MS);
    }
    await world.clock.advance(30 * MINUTE_MS);
    expect(world.waited('sick').at(-1)).toBeLessThan(40 * MINUTE_MS);
    const closed = world.log.of('breaker').find(({ state }) => state === 'closed');
    expect(closed).toBeDefined();
    const last = Math.max(...world.calls.map(({ atMs }) => atMs));
    const firstBack = Math.min(...world.calls.map(({ atMs }) => atMs));
    measured('put off for ten minutes', world.waited('sick'), { allWithinMs: last - firstBack });
    expect(last - firstBack).toBeLessThan(2 * MINUTE_MS);
  });
});

test(
  '10,000 waits due in one minute: a wait whose queue send was lost, new waits, and other deadlines',
  LONG,
  async () => {
    const world = weather({
      processor: (source) =>
        source === 'slow' || source === 'other' ? { tookMs: 0, answer: { kind: 'accepted' } } : HEALTHY,
    });
    for (let at = 0; at < 10_000; at += 1) {
      await world.deliver(`wait-${at}`, 'slow');
      await world.clock.advance(MINUTE_MS / 10_000);
    }
    await world.clock.advance(DEADLINE_MS - MINUTE_MS - 2 * MINUTE_MS);
    for (let at = 0; at < 20; at += 1) {
      await world.deliver(`other-${at}`, 'other');
      await world.clock.advance(6_000);
    }
    await world.clock.advance(5_000);
    await world.deliver('stranded', 'quick', 'stranded', { queued: false });
    for (let at = 0; at < 60; at += 1) {
      await world.deliver(`new-${at}`, 'new');
      await world.clock.advance(10_000);
    }
    await world.clock.advance(5 * MINUTE_MS);
    const [stranded] = world.waited('quick');
    const late = world.waited('other').map((ms) => ms - DEADLINE_MS);
    const { p99 } = measured('10,000 waits due in one minute: new ones', world.waited('new'), {
      stranded,
      othersLate: late.at(-1),
    });
    expect(stranded).toBeLessThanOrEqual(2 * MINUTE_MS + 5_000);
    expect(world.cycles().find(({ source }) => source === 'quick')?.progress).toMatchObject({
      ending: { cause: 'done' },
    });
    expect(p99).toBeLessThanOrEqual(2_000);
    expect(late.at(-1)).toBeLessThanOrEqual(60_000);
    expect(world.waited('slow').at(-1)).toBeLessThan(Number.POSITIVE_INFINITY);
  },
);
