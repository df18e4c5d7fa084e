// What Chatwoot's webhooks say about a conversation that is answered.
import { describe, expect, test } from 'vitest';
import { readTrino } from '../../../functions/platforms/trino/inbound.ts';
import { trinoSigns } from '../../../functions/platforms/trino/signs.ts';
import { variant } from '../../fixtures/variant.ts';

function signOf(name: string, changes: Record<string, unknown> = {}) {
  const body = variant('trino', name, changes);
  return trinoSigns.read(readTrino(body, JSON.stringify(body)), body);
}

const person = { id: 21, name: 'Rafael', type: 'user' };
const bot = { id: 4, name: 'Pãozinho', type: 'agent_bot' };

describe('an echo', () => {
  const ours = { marker: 'acuse:7Qk2:reply.0', id: '9034', text: 'A foto está boa.' };

  test('is our message, with its marker, id and text', () => {
    expect(signOf('message-created-answer')).toEqual({ echo: { ...ours, status: 'sent' } });
  });

  test('is each later state of it', () => {
    expect(signOf('message-updated-answer-read')).toEqual({ echo: { ...ours, status: 'read' } });
    expect(signOf('message-updated-answer-failed')).toEqual({ echo: { ...ours, status: 'failed' } });
  });

  test('may have lost its marker', () => {
    const { marker: _, ...left } = ours;
    const changes = { content_attributes: {} };
    expect(signOf('message-created-answer', changes)).toEqual({ echo: { ...left, status: 'sent' } });
  });

  test('is never what a customer wrote or chose, nor a template', () => {
    for (const name of [
      'message-created-incoming',
      'message-updated-button-answer',
      'message-created-template',
    ])
      expect(signOf(name)).toBeUndefined();
  });
});

describe('a person has the conversation', () => {
  test.each(['message-created-outgoing', 'message-created-echo'])('after %s', (name) => {
    expect(signOf(name)).toMatchObject({ turn: 'person' });
  });

  test('also after a message of ours, where the key is a user’s: the echo is looked for first', () => {
    expect(signOf('message-created-answer', { sender: person })).toMatchObject({
      turn: 'person',
      echo: { marker: 'acuse:7Qk2:reply.0' },
    });
  });

  test.each([
    'message-created-bot',
    'message-created-rule',
    'message-created-campaign',
    'message-created-private-note',
    'message-updated-tick',
    'message-updated-deleted',
  ])('not after %s', (name) => {
    expect(signOf(name)).not.toHaveProperty('turn');
  });

  test('when one is assigned, however the change is written', () => {
    expect(signOf('conversation-updated-assigned')).toEqual({ turn: 'person' });
    for (const changed_attributes of [
      { assignee_id: [null, 21] },
      [{ attribute: 'assignee_id', previous_value: null, current_value: 21 }],
      null,
    ])
      expect(signOf('conversation-updated-assigned', { changed_attributes })).toEqual({ turn: 'person' });
  });

  test('when a pending conversation is opened, however the change is written', () => {
    expect(signOf('conversation-status-changed-opened')).toEqual({ turn: 'person' });
    for (const changed_attributes of [
      { status: ['pending', 'open'] },
      { status: { previous_value: 'pending' } },
      [{ attribute: 'status', previous_value: 'pending', current_value: 'open' }],
    ])
      expect(signOf('conversation-status-changed-opened', { changed_attributes })).toEqual({
        turn: 'person',
      });
  });

  test('not because an inbox without a bot has it open', () => {
    const changed_attributes = [{ status: { previous_value: 'resolved', current_value: 'open' } }];
    expect(signOf('conversation-status-changed-opened', { changed_attributes })).toBeUndefined();
    expect(signOf('conversation-updated')).toBeUndefined();
    expect(signOf('conversation-created')).toBeUndefined();
  });
});

describe('the conversation is the bot’s again', () => {
  test('when it is resolved or made pending', () => {
    for (const name of [
      'conversation-status-changed',
      'conversation-status-changed-pending',
      'conversation-resolved',
    ])
      expect(signOf(name)).toEqual({ turn: 'bot' });
    const changed_attributes = [{ status: { previous_value: 'open', current_value: 'pending' } }];
    expect(signOf('conversation-updated', { status: 'pending', changed_attributes })).toEqual({
      turn: 'bot',
    });
  });

  test('when it is resolved although a person is still assigned', () => {
    const changes = { 'meta.assignee': person };
    expect(signOf('conversation-status-changed', changes)).toEqual({ turn: 'bot' });
  });

  test('when the bot is assigned', () => {
    const changes = { 'meta.assignee': bot, 'meta.assignee_type': 'AgentBot' };
    expect(signOf('conversation-updated-assigned', changes)).toEqual({ turn: 'bot' });
  });

  test('not by another change while it is pending: that may be older than a hand-over', () => {
    const changed_attributes = [{ team_id: { previous_value: null, current_value: 2 } }];
    expect(signOf('conversation-updated', { status: 'pending', changed_attributes })).toBeUndefined();
    expect(signOf('conversation-updated', { status: 'pending', changed_attributes: null })).toBeUndefined();
  });

  const WRITTEN_MS = Date.parse('2026-03-02T14:00:00.000Z');
  const isBots = (changes: Record<string, unknown>, atMs = WRITTEN_MS - 1) =>
    trinoSigns.isBots(variant('trino', 'message-created-incoming-pending', changes), { by: 'us', atMs });

  test('by a customer’s message in a pending conversation that was written after the hand-over', () => {
    expect(isBots({})).toBe(true);
    expect(isBots({}, WRITTEN_MS)).toBe(false);
    expect(isBots({ created_at: undefined })).toBe(true);
  });

  test('not while a person who wrote in it can still answer', () => {
    const isBotsAfter = (hours: number) =>
      trinoSigns.isBots(variant('trino', 'message-created-incoming-pending', {}), {
        by: 'person',
        atMs: WRITTEN_MS - hours * 3600_000,
      });
    expect(isBotsAfter(1)).toBe(false);
    expect(isBotsAfter(25)).toBe(true);
  });

  test('not while it is open, or a person is assigned', () => {
    expect(isBots({ 'conversation.status': 'open' })).toBe(false);
    expect(isBots({ 'conversation.meta.assignee': person, 'conversation.meta.assignee_type': 'User' })).toBe(
      false,
    );
  });
});
