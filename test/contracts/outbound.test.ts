// Every platform's outbound side keeps one contract, on real servers. The fake has its own test.
import { describe, expect, onTestFinished, test } from 'vitest';
import { decision } from '../../functions/core/wait/decision.ts';
import type { CallAnswer } from '../../functions/core/wait/outbound.ts';
import { paces } from '../../functions/core/wait/pace.ts';
import type { Session } from '../../functions/core/wait/session.ts';
import type { AnsweringContext, MakeOutbound } from '../../functions/platforms/answering.ts';
import { botmakerOutbound } from '../../functions/platforms/botmaker/outbound.ts';
import { trebleOutbound } from '../../functions/platforms/treble/outbound.ts';
import { trinoOutbound } from '../../functions/platforms/trino/outbound.ts';
import { clock } from '../../functions/runtime/clock.ts';
import { startTrebleSimulator } from '../../local/simulators/treble.ts';
import { fakeOutbounds } from './outbound.fake.ts';
import { outboundContract } from './outbound.ts';
import { recordingServer } from './recording-server.ts';
import { virtualClock } from './virtual-clock.ts';

/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9';

const contextAt = (baseUrl: string, address: string): AnsweringContext => ({
  ref: 'ref',
  address,
  baseUrl,
  destination: 'here',
  apiKey: 'a key',
  source: { handoffIntent: 'the hand-over' },
  settleMs: 30_000,
  clock,
  paces: paces(clock),
});

function onServer(make: MakeOutbound, address: string) {
  return async () => {
    const server = await recordingServer();
    return {
      open: () => make(contextAt(server.url, address)),
      answer: server.answer,
      arrived: () => server.arrived.map(({ path, text }) => `${path} ${text}`),
      unreachable: () => make(contextAt(NOWHERE, address)),
    };
  };
}

outboundContract('Treble over HTTP', onServer(trebleOutbound, 'session/ñ 1'));

outboundContract(
  'Botmaker over HTTP',
  onServer(botmakerOutbound, JSON.stringify({ chatId: 'CHAT1', visit: '2026-03-02T13:00:00.147Z' })),
);

outboundContract(
  'Trino AI over HTTP',
  onServer(trinoOutbound, JSON.stringify({ account: '4', conversation: '9', attributes: {} })),
);

outboundContract('Treble with the simulator', async () => {
  const simulator = await startTrebleSimulator();
  onTestFinished(simulator.close);
  const broken = await recordingServer();
  broken.answer('no_answer');
  let url = simulator.url;
  const open = () => trebleOutbound(contextAt(url, 'session-1'));
  return {
    open,
    async answer(next) {
      url = next === 'no_answer' ? broken.url : simulator.url;
      if (next === 'no_answer') return;
      const response = await fetch(`${simulator.url}/behaviour`, {
        method: 'POST',
        body: JSON.stringify({ status: next }),
      });
      expect(response.status).toBe(200);
    },
    async arrived() {
      const response = await fetch(`${simulator.url}/conversations`);
      const conversations: unknown = await response.json();
      return Array.isArray(conversations) ? conversations.map((one) => JSON.stringify(one)) : [];
    },
    unreachable: () => trebleOutbound(contextAt(NOWHERE, 'session-1')),
  };
});

describe('the fake', () => {
  const clock = virtualClock();
  const session: Session = {
    v: 1,
    ref: 'ref',
    sessionId: JSON.stringify({ chatId: 'CHAT1' }),
    message: { platform: 'botmaker', conversation: 'conversation' },
    newest: { receivedAtMs: 0, deliveryId: 'd' },
    past: [],
  };
  const reply = decision('somebody', 'done', { keys: [], reply: [{ text: 'a' }, { text: 'b' }] });

  test('plans as the platform does, answers as a test says, and keeps what was called', async () => {
    const fake = fakeOutbounds(clock);
    fake.answer(503, 'no_answer');
    const { calls } = (await fake.of(session)).plan(reply);
    expect(calls.map(({ name, once, text }) => ({ name, once, text }))).toEqual([
      { name: 'reply.0', once: true, text: 'a' },
      { name: 'reply.1', once: true, text: 'b' },
    ]);
    const answers: CallAnswer[] = [];
    for (const call of [...calls, ...calls.slice(1)]) answers.push(await clock.finish(call.make()));
    expect(answers).toEqual([
      { kind: 'answer', status: 503, tookMs: 0 },
      { kind: 'no_answer', problem: 'ETIMEDOUT', tookMs: 8000 },
      { kind: 'answer', status: 200, tookMs: 0 },
    ]);
    expect(fake.calls.map(({ name }) => name)).toEqual(['reply.0', 'reply.1', 'reply.1']);
  });
});
