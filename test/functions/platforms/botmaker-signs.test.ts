// What Botmaker's webhooks say about a chat that is answered.
import { describe, expect, test } from 'vitest';
import { readBotmaker } from '../../../functions/platforms/botmaker/inbound.ts';
import { botmakerSigns } from '../../../functions/platforms/botmaker/signs.ts';
import { variant } from '../../fixtures/variant.ts';

const VISIT = '2026-03-02T13:00:00.147Z';

function signOf(name: string, changes: Record<string, unknown> = {}) {
  const body = variant('botmaker', name, changes);
  return botmakerSigns.read(readBotmaker(body), body);
}

describe('an echo', () => {
  test('is a status with our payload', () => {
    const marker = 'acuse:7Qk2:reply.0';
    expect(signOf('status-of-answer')).toEqual({ echo: { marker, status: 'delivered' } });
    expect(signOf('status-of-answer', { status: 'read' })).toEqual({ echo: { marker, status: 'read' } });
    expect(signOf('status-of-answer', { status: 'seen' })).toEqual({ echo: { marker, status: 'sent' } });
  });

  test.each([
    ['an error', 'status-of-answer-failed', {}],
    ['failed', 'status-of-answer', { status: 'failed' }],
    ['a reason', 'status-of-answer', { status: 'sent', reason: 'outside the window' }],
  ])('with %s tells that the message did not come to the customer', (_, name, changes) => {
    expect(signOf(name, changes)?.echo?.status).toBe('failed');
  });

  test('is a text of the bot, without an id: the platform’s id is not that of our call', () => {
    const echo = { text: 'La foto se ve bien.', status: 'sent' };
    expect(signOf('message-bot-answer')).toEqual({ echo });
    expect(signOf('message-bot-answer', { txId: 'tx-1' })).toEqual({ echo });
    expect(signOf('message-bot-several')?.echo?.text).toBe('Hola 👋');
  });

  test('is nothing else', () => {
    for (const name of [
      'status-delivered',
      'message-user-text',
      'unknown-type',
      'code-action',
      'message-empty',
    ])
      expect(signOf(name)).toBeUndefined();
  });
});

describe('a person has the chat', () => {
  test.each(['message-operator', 'message-agent', 'message-operator-then-bot'])('after %s', (name) => {
    expect(signOf(name)).toEqual({ turn: 'person', visit: VISIT });
  });

  test('while it is in a queue, or somebody has it', () => {
    expect(signOf('message-user-in-queue')).toEqual({ turn: 'person', visit: VISIT });
    expect(signOf('message-user-text', { 'messages.0.operatorId': 'o1' })?.turn).toBe('person');
    expect(signOf('message-user-text', { 'messages.0.queue': '' })).toBeUndefined();
  });
});

describe('the chat is the bot’s again', () => {
  const isBots = (silence: { visit?: string; atMs: number }, changes: Record<string, unknown> = {}) =>
    botmakerSigns.isBots(variant('botmaker', 'message-user-text', changes), { by: 'us', ...silence });

  test('in a new session of the customer, and not before', () => {
    expect(isBots({ atMs: 0, visit: VISIT })).toBe(false);
    expect(isBots({ atMs: 0, visit: '2026-03-01T09:00:00.000Z' })).toBe(true);
  });

  test('where the session was not known: in one that began later', () => {
    expect(isBots({ atMs: Date.parse(VISIT) + 1 })).toBe(false);
    expect(isBots({ atMs: Date.parse(VISIT) - 1 })).toBe(true);
  });

  test('never where the message does not tell its session', () => {
    expect(isBots({ atMs: 0, visit: VISIT }, { sessionCreationTime: undefined })).toBe(false);
    expect(isBots({ atMs: 0 }, { sessionCreationTime: 'yesterday' })).toBe(false);
  });
});
