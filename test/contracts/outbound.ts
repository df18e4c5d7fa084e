// The contract of every platform's outbound side: a decision becomes a list of calls, each of which is made once and
// never throws, and whose answer is understood with care.
import { beforeEach, describe, expect, test } from 'vitest';
import { decision } from '../../functions/core/wait/decision.ts';
import { markerOf, readMarker } from '../../functions/core/wait/echo.ts';
import type {
  CallAnswer,
  JudgeContext,
  Judgement,
  Outbound,
  OutboundCall,
} from '../../functions/core/wait/outbound.ts';

export interface OutboundFixture {
  /** Another one, made alike: with all settings that the platform knows. */
  open(): Outbound;
  /** From now on all calls get it. */
  answer(next: number | 'no_answer'): void | Promise<void>;
  /** The text of each call that arrived, in order. */
  arrived(): readonly string[] | Promise<readonly string[]>;
  /** One whose calls reach nobody: the connection is refused. */
  unreachable(): Outbound;
}

const NOW_MS = 1_000_000_000;
/** Long after receipt. */
const context: JudgeContext = { attempt: 1, nowMs: NOW_MS, receivedAtMs: 0, random: 0.5 };

const FIELDS = {
  reply: [{ text: 'the first reply ñ 🌵' }, { text: 'the second reply' }],
  intent: 'the intent',
  handoff: { to: '17' },
  note: 'the note',
} as const;
const full = decision('somebody', 'done', { keys: [{ key: 'verdict', value: 'ñ 🌵' }], ...FIELDS });

/** How a field is seen in the calls. */
const SEEN: Readonly<Record<keyof typeof FIELDS, RegExp>> = {
  reply: /the second reply/,
  intent: /the intent/,
  handoff: /17/,
  note: /the note/,
};

export function outboundContract(name: string, start: () => Promise<OutboundFixture>): void {
  describe(name, () => {
    let fixture: OutboundFixture;

    beforeEach(async () => {
      fixture = await start();
    });

    const callsOf = (outbound = fixture.open()) => outbound.plan(full).calls;

    /** Each call of a plan, answered so, and what is made of it. */
    async function judgedAs(next: number | 'no_answer'): Promise<[OutboundCall, CallAnswer, Judgement][]> {
      await fixture.answer(next);
      const judged: [OutboundCall, CallAnswer, Judgement][] = [];
      for (const call of callsOf()) {
        const answer = await call.make();
        judged.push([call, answer, call.judge(answer, context)]);
      }
      expect(judged.length).toBeGreaterThan(0);
      return judged;
    }

    test('plans the same each time, with names that a marker can carry', () => {
      const describeCalls = (calls: readonly OutboundCall[]) =>
        calls.map(({ make: _, judge: __, ...call }) => call);
      const [first, second] = [callsOf(), callsOf()];
      expect(describeCalls(first)).toEqual(describeCalls(second));
      const names = first.map((call) => call.name);
      expect(new Set(names).size).toBe(names.length);
      for (const one of names) expect(readMarker(markerOf('ref', one))).toEqual({ ref: 'ref', call: one });
    });

    test('makes each call once, in order, with the variables; a person has the conversation only when all is said', async () => {
      const judged = await judgedAs(200);
      const arrived = await fixture.arrived();
      expect(arrived.length).toBe(judged.length);
      expect(arrived.join()).toContain('verdict');
      expect(judged.map(([, , result]) => result)).toEqual(judged.map(() => ({ kind: 'done' })));
      const handsOverAt = judged.findIndex(([call]) => call.handsOver);
      const after = handsOverAt < 0 ? [] : judged.slice(handsOverAt + 1);
      expect(after.filter(([call]) => call.once || call.handsOver)).toEqual([]);
    });

    test.each(Object.keys(SEEN) as (keyof typeof SEEN)[])(
      'carries %s out, or says that it does not',
      async (field) => {
        await judgedAs(200);
        const { ignored = [] } = fixture.open().plan(full);
        const isCarried = SEEN[field].test((await fixture.arrived()).join('\n'));
        expect(isCarried).toBe(!ignored.includes(field));
      },
    );

    test.each([200, 201, 302, 401, 404, 429, 503])('returns the status %i', async (status) => {
      for (const [, answer] of await judgedAs(status))
        expect(answer).toMatchObject({ kind: 'answer', status, tookMs: expect.any(Number) });
    });

    test('a broken connection is no answer, and no call is made again by itself', async () => {
      const judged = await judgedAs('no_answer');
      for (const [call, answer, result] of judged) {
        expect(answer).toEqual({
          kind: 'no_answer',
          problem: expect.any(String),
          tookMs: expect.any(Number),
        });
        expect(result).toMatchObject({ kind: call.once ? 'unknown' : 'retry', health: 'failed' });
      }
    });

    test('what a customer would see twice arrives once, also where a connection was kept from a call before', async () => {
      const plain = decision('somebody', 'done', { keys: full.keys, reply: FIELDS.reply });
      const { calls } = fixture.open().plan(plain);
      await fixture.answer(200);
      for (const call of calls.filter(({ once }) => !once)) await call.make();
      const before = (await fixture.arrived()).length;
      await fixture.answer('no_answer');
      const visible = calls.filter(({ once }) => once);
      for (const call of visible) await call.make();
      expect((await fixture.arrived()).length - before).toBe(visible.length);
    });

    test('what a customer would see twice is not made again while it may have had an effect', async () => {
      for (const [call, , result] of await judgedAs(503))
        expect(result).toMatchObject({ kind: call.once ? 'unknown' : 'retry', health: 'failed' });
    });

    test('a refused connection, a wrong key and a limit of calls have no effect: tried again', async () => {
      for (const call of callsOf(fixture.unreachable()))
        expect(call.judge(await call.make(), context)).toMatchObject({ kind: 'retry', health: 'failed' });
      for (const [, , result] of await judgedAs(401))
        expect(result).toMatchObject({ kind: 'retry', configuration: true, health: 'failed' });
      for (const [, , result] of await judgedAs(429)) {
        expect(result).toMatchObject({ kind: 'retry', throttled: true });
        expect(result).not.toHaveProperty('health');
      }
    });

    test('long after receipt a 404 is final', async () => {
      const judged = await judgedAs(404);
      const [, , first] = judged[0] ?? [];
      expect(first).toEqual({ kind: 'refused', reason: expect.stringMatching(/^[a-z]+_404$/) });
    });
  });
}
