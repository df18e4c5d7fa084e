// The contract of every memory of conversations.
import { beforeEach, describe, expect, test } from 'vitest';
import { SEND } from '../../functions/core/policy.ts';
import type { ConversationMemory } from '../../functions/core/wait/conversation-memory.ts';
import { SOME_DAY_MS } from './virtual-clock.ts';

const expected = (at: number, atMs = SOME_DAY_MS) => ({
  ref: 'message-1',
  call: `reply.${at}`,
  digest: `digest-${at}`,
  atMs,
});

export function conversationMemoryContract(name: string, open: () => Promise<ConversationMemory>): void {
  describe(name, () => {
    let memory: ConversationMemory;

    beforeEach(async () => {
      memory = await open();
    });

    test('knows nothing of a new conversation', async () => {
      expect(await memory.load('new')).toEqual({ expected: [] });
      await memory.free('new');
      expect(await memory.load('new')).toEqual({ expected: [] });
    });

    test('keeps who has the conversation until it is free', async () => {
      await memory.silence('a', { by: 'person', atMs: SOME_DAY_MS, visit: 'monday' });
      expect((await memory.load('a')).silence).toEqual({
        by: 'person',
        atMs: SOME_DAY_MS,
        visit: 'monday',
      });
      await memory.silence('a', { by: 'us', atMs: SOME_DAY_MS + 1 });
      expect((await memory.load('a')).silence).toEqual({ by: 'us', atMs: SOME_DAY_MS + 1 });
      expect((await memory.load('b')).silence).toBeUndefined();
      await memory.free('a');
      expect((await memory.load('a')).silence).toBeUndefined();
    });

    test('keeps the echoes that are expected, oldest first, also while a person has the conversation', async () => {
      await memory.expectEcho('a', expected(1, SOME_DAY_MS + 1));
      await memory.expectEcho('a', expected(0));
      await memory.silence('a', { by: 'us', atMs: SOME_DAY_MS });
      expect((await memory.load('a')).expected.toSorted((a, b) => a.atMs - b.atMs)).toEqual([
        expected(0),
        expected(1, SOME_DAY_MS + 1),
      ]);
      await memory.free('a');
      expect((await memory.load('a')).expected).toHaveLength(2);
    });

    test('the same call again is expected again, and one written twice stands once', async () => {
      await memory.expectEcho('a', expected(0));
      await memory.expectEcho('a', expected(0));
      await memory.expectEcho('a', expected(0, SOME_DAY_MS + 5));
      expect((await memory.load('a')).expected).toHaveLength(2);
    });

    test('forgets old echoes, and the oldest of too many', async () => {
      await memory.expectEcho('a', expected(0));
      await memory.expectEcho('a', expected(1, SOME_DAY_MS + SEND.rememberedEchoMs + 1));
      expect((await memory.load('a')).expected).toEqual([
        expected(1, SOME_DAY_MS + SEND.rememberedEchoMs + 1),
      ]);
      for (let at = 0; at < SEND.rememberedCalls + 5; at += 1)
        await memory.expectEcho('b', expected(at, SOME_DAY_MS + at));
      const kept = (await memory.load('b')).expected;
      expect(kept.length).toBeLessThanOrEqual(SEND.rememberedCalls + 1);
      expect(kept.at(-1)).toEqual(expected(SEND.rememberedCalls + 4, SOME_DAY_MS + SEND.rememberedCalls + 4));
    });

    test('knows of each source whether an echo ever came', async () => {
      expect(await memory.hasEchoes('trino')).toBe(false);
      await memory.noteEcho('trino');
      await memory.noteEcho('trino');
      expect(await memory.hasEchoes('trino')).toBe(true);
      expect(await memory.hasEchoes('botmaker')).toBe(false);
    });
  });
}
