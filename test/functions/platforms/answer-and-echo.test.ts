// An answer on its way, with the platform's own webhooks about it: the real sender and listener, with stores in memory.
// A call whose end is not known is settled by its echo, and what a person does is not taken for ours.
import { expect, test } from 'vitest';
import type { Job } from '../../../functions/core/delivery/job.ts';
import type {
  ConversationMemory,
  ExpectedEcho,
  Silence,
} from '../../../functions/core/wait/conversation-memory.ts';
import { decide, decision } from '../../../functions/core/wait/decision.ts';
import { decisionSender } from '../../../functions/core/wait/decision-sender.ts';
import { findReader } from '../../../functions/platforms/readers.ts';
import { listener } from '../../../functions/worker/listen.ts';
import { session } from '../../builders.ts';
import { neverOpen } from '../../contracts/breaker.fake.ts';
import { memoryCounters } from '../../contracts/counters.fake.ts';
import { memoryErrorLog } from '../../contracts/error-log.fake.ts';
import { memoryLog } from '../../contracts/log.fake.ts';
import { fakeOutbounds } from '../../contracts/outbound.fake.ts';
import { memorySessions } from '../../contracts/session-store.fake.ts';
import { sessionsTable } from '../../contracts/sessions-table.fake.ts';
import { virtualClock } from '../../contracts/virtual-clock.ts';
import { variant } from '../../fixtures/variant.ts';

const CONVERSATION = 'the conversation';
const REF = '7Qk2';

function memoryOfOne() {
  let silence: Silence | undefined;
  const expected: ExpectedEcho[] = [];
  const heard = new Set<string>();
  const memory: ConversationMemory = {
    load: async () => ({ ...(silence && { silence }), expected }),
    silence: async (_, next) => {
      silence = next;
    },
    free: async () => {
      silence = undefined;
    },
    expectEcho: async (_, one) => void expected.push(one),
    hasEchoes: async (source) => heard.has(source),
    noteEcho: async (source) => void heard.add(source),
  };
  return { memory, silence: () => silence };
}

interface Platform {
  readonly platform: string;
  /** The customer's message. */
  readonly message: unknown;
}

/** A customer's message that is being worked on, on this platform. */
async function conversation({ platform, message }: Platform, apiKey?: null) {
  const clock = virtualClock();
  const { memory, silence } = memoryOfOne();
  const outbounds = fakeOutbounds(clock, {
    source: { handoffIntent: 'HUMANO' },
    ...(apiKey === null && { apiKey }),
  });
  const sessions = memorySessions({ table: sessionsTable(), clock, retentionMs: 1e10 });
  const errorLog = memoryErrorLog({ clock, retentionMs: 1e10 });
  const counters = memoryCounters();
  const ports = {
    sessions,
    outbounds,
    memory,
    breaker: neverOpen,
    clock,
    counters,
    log: memoryLog(),
    errorLog,
    random: () => 0.5,
  };
  const readEvent = (body: unknown) => {
    const event = findReader(platform)?.(body, JSON.stringify(body));
    if (!event) throw new Error(`No platform ${platform}.`);
    return event;
  };
  const address = readEvent(message).wait?.sessionId ?? '';
  const waiting = session({ state: 'waiting' }, { ref: REF, sessionId: address, cycle: { source: 'here' } });
  await sessions.save(
    { ...waiting, message: { platform, conversation: CONVERSATION } },
    { expectedVersion: 0 },
  );
  const { number = 1 } = waiting.cycle ?? {};
  const untilMs = clock.nowMs() + 3600_000;
  const sender = decisionSender(ports, { windowMs: 20 * 3600_000 });
  const request = { ref: REF, cycle: number, owner: 'worker', tries: 4, untilMs };
  const made = decision('worker', 'done', {
    keys: [],
    reply: [{ text: 'A foto está boa.' }, { text: 'Um momento' }],
    handoff: {},
  });
  const nowMs = clock.nowMs();
  const step = (one: Parameters<typeof decide>[0]) =>
    decide(one, { cycle: number, decision: made, nowMs, dueAtMs: nowMs });
  const listening = listener(ports, { windowMs: 20 * 3600_000 });

  return {
    clock,
    outbounds,
    counters,
    silence,
    /** Of what is in the error log. */
    reasons: async () => (await errorLog.newest(10)).newest.map(({ reason }) => reason),
    names: () => outbounds.calls.map(({ name }) => name),
    state: async () => (await sessions.load(REF)).session?.cycle?.progress.state,
    answer: () =>
      clock.finish(sender.decideAndSend({ ...request, step, isDecided: (outcome) => outcome === 'decided' })),
    sendAgain: () => clock.finish(sender.send(request)),
    /** Whether the webhook is about a message of ours. */
    hear(body: unknown) {
      const { type, author, private: isPrivate, direction, noise } = readEvent(body);
      const job: Job = {
        v: 1,
        deliveryId: 'd2',
        eventId: 'd2',
        source: 'here',
        platform,
        receivedAtMs: nowMs,
        conversation: CONVERSATION,
        type,
        author,
        private: isPrivate,
        direction,
        noise,
        body: { in: 'job', text: '' },
      };
      const heard = { job, body: JSON.stringify(body), owner: 'listener', untilMs: clock.nowMs() + 60_000 };
      return clock.finish(listening.hear(heard));
    },
  };
}

const PLATFORMS = [
  {
    platform: 'botmaker',
    message: variant('botmaker', 'message-user-text'),
    echo: variant('botmaker', 'status-of-answer'),
    failure: variant('botmaker', 'status-of-answer-failed'),
    unmarked: variant('botmaker', 'message-bot-answer', { 'messages.0.message': 'A foto está boa.' }),
    person: variant('botmaker', 'message-operator'),
  },
  {
    platform: 'trino',
    message: variant('trino', 'message-created-incoming-pending'),
    echo: variant('trino', 'message-created-answer'),
    failure: variant('trino', 'message-updated-answer-failed'),
    // A user's key, on a version that loses the marker.
    unmarked: variant('trino', 'message-created-answer', {
      content_attributes: {},
      sender: { id: 21, name: 'Rafael', type: 'user' },
    }),
    person: variant('trino', 'message-created-outgoing'),
  },
];

for (const { platform, message, echo, failure, unmarked, person } of PLATFORMS) {
  test(`${platform}: all calls are made once, and after the last a person has the conversation`, async () => {
    const { answer, names, state, silence } = await conversation({ platform, message });
    await answer();
    expect(names()).toEqual(['reply.0', 'reply.1', 'handoff']);
    expect(await state()).toBe('continued');
    expect(silence()).toMatchObject({ by: 'us' });
  });

  test.each([
    ['its marker', echo],
    ['its text', unmarked],
  ])(
    `${platform}: a call without an answer is settled by the echo with %s, and the next ones are made`,
    async (_, body) => {
      const { answer, outbounds, names, state, hear, silence } = await conversation({ platform, message });
      outbounds.answer('no_answer');
      await answer();
      expect([names(), await state()]).toEqual([['reply.0'], 'decided']);
      expect(await hear(body)).toBe(true);
      expect(names()).toEqual(['reply.0', 'reply.1', 'handoff']);
      expect(await state()).toBe('continued');
      expect(silence()).toMatchObject({ by: 'us' });
    },
  );

  test(`${platform}: without an echo, where echoes never came, the call is not made again`, async () => {
    const { answer, outbounds, clock, sendAgain, names, reasons } = await conversation({
      platform,
      message,
    });
    outbounds.answer('no_answer');
    await answer();
    await clock.advance(60_000);
    await sendAgain();
    expect(names()).toEqual(['reply.0', 'reply.1', 'handoff']);
    expect(await reasons()).toEqual(['unconfirmed']);
  });

  test(`${platform}: what the channel could not bring is in the error log`, async () => {
    const { answer, hear, reasons } = await conversation({ platform, message });
    await answer();
    expect(await hear(failure)).toBe(true);
    expect(await reasons()).toEqual(['undelivered']);
  });

  test(`${platform}: without a key the decision is kept, and no call is counted or held against the platform`, async () => {
    const { answer, counters, reasons, state } = await conversation({ platform, message }, null);
    await answer();
    expect([await state(), await reasons()]).toEqual(['refused', ['no_api_key']]);
    expect([...counters.counts.keys()].filter((name) => name.includes('→'))).toEqual([]);
  });

  test(`${platform}: a person's message is not taken for ours`, async () => {
    const { hear, silence } = await conversation({ platform, message });
    expect(await hear(person)).toBe(false);
    expect(silence()).toMatchObject({ by: 'person' });
  });
}
