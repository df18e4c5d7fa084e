// The fake of the memory of conversations.
import { SEND } from '../../functions/core/policy.ts';
import type {
  ConversationMemory,
  ExpectedEcho,
  Silence,
} from '../../functions/core/wait/conversation-memory.ts';

export function memoryConversations(): ConversationMemory {
  const silent = new Map<string, Silence>();
  const expected = new Map<string, readonly ExpectedEcho[]>();
  const echoes = new Set<string>();
  return {
    async load(conversation) {
      const silence = silent.get(conversation);
      return { ...(silence && { silence }), expected: expected.get(conversation) ?? [] };
    },
    silence: async (conversation, silence) => void silent.set(conversation, silence),
    free: async (conversation) => void silent.delete(conversation),
    async expectEcho(conversation, one) {
      const isSame = (other: ExpectedEcho) =>
        other.ref === one.ref && other.call === one.call && other.atMs === one.atMs;
      const others = (expected.get(conversation) ?? []).filter(
        (other) => !isSame(other) && other.atMs >= one.atMs - SEND.rememberedEchoMs,
      );
      expected.set(conversation, [...others, one].slice(-SEND.rememberedCalls));
    },
    hasEchoes: async (source) => echoes.has(source),
    noteEcho: async (source) => void echoes.add(source),
  };
}
