// Customers' messages that deserve an answer: as which wait, with which address, and whether a person has the
// conversation.
import { describe, expect, test } from 'vitest';
import { readBotmakerAddress } from '../../../functions/platforms/botmaker/address.ts';
import { readBotmaker } from '../../../functions/platforms/botmaker/inbound.ts';
import { readTrinoAddress } from '../../../functions/platforms/trino/address.ts';
import { readTrino } from '../../../functions/platforms/trino/inbound.ts';
import { variant } from '../../fixtures/variant.ts';

type Changes = Record<string, unknown>;

describe('Botmaker', () => {
  const read = (changes: Changes = {}, name = 'message-user-text') =>
    readBotmaker(variant('botmaker', name, changes));
  const addressOf = (changes: Changes, name?: string) =>
    readBotmakerAddress(read(changes, name).wait?.sessionId ?? 'null');
  const visit = '2026-03-02T13:00:00.147Z';

  test('a message is a wait of its own, known again by its id', () => {
    const { wait, deduplicationKey, taken } = read();
    expect(wait).toMatchObject({ effect: 'opens', hasOwnTime: true, identity: deduplicationKey });
    expect(taken).toBeUndefined();
  });

  test('the address is the chat’s id, and needs no telephone number', () => {
    expect(addressOf({})).toEqual({ chatId: 'CUSTOMER0000000000A1', visit });
    expect(addressOf({ contactId: undefined })).toEqual({ chatId: 'CUSTOMER0000000000A1', visit });
  });

  test('without it, channel and contact as they came: a BSUID keeps its prefix, a number its plus', () => {
    for (const contactId of ['CO.8f3Ab', '+5491150000001', '5491150000001'])
      expect(addressOf({ customerId: undefined, contactId, sessionCreationTime: undefined })).toEqual({
        channelId: 'TIENDA-whatsapp-541150000000',
        contactId,
      });
  });

  test('without an address there is nobody to answer', () => {
    expect(read({ customerId: undefined, contactId: undefined }).wait).toBeUndefined();
    expect(read({ customerId: 'x'.repeat(2000) }).wait).toBeUndefined();
  });

  test('a button, a file and a message without an id deserve an answer too', () => {
    for (const name of [
      'message-user-button',
      'message-user-audio',
      'message-without-id',
      'message-user-then-bot',
    ])
      expect(read({}, name).wait?.effect).toBe('opens');
  });

  test('nothing of bot, operator or platform does', () => {
    for (const name of [
      'message-bot-several',
      'message-operator',
      'message-agent',
      'status-read',
      'unknown-type',
    ])
      expect(read({}, name)).not.toHaveProperty('wait');
  });

  test('a person has the chat by an operator’s entry, an operator’s id, or a queue', () => {
    expect(read({}, 'message-user-in-queue').taken).toBe(true);
    expect(read({ 'messages.0.operatorId': 'o1' }).taken).toBe(true);
    expect(
      read({ 'messages.1.from': 'operator', 'messages.1.fromCustomer': undefined }, 'message-user-then-bot')
        .taken,
    ).toBe(true);
    expect(read({}, 'message-operator')).not.toHaveProperty('taken');
  });
});

describe('Trino AI', () => {
  const read = (changes: Changes = {}, name = 'message-created-incoming') => {
    const body = variant('trino', name, changes);
    return readTrino(body, JSON.stringify(body));
  };
  const addressOf = (changes: Changes, name?: string) =>
    readTrinoAddress(read(changes, name).wait?.sessionId ?? 'null');

  test('a message is a wait of its own, known again by its id', () => {
    const { wait, deduplicationKey, taken } = read();
    expect(wait).toMatchObject({ effect: 'opens', hasOwnTime: true, identity: deduplicationKey });
    expect(taken).toBeUndefined();
  });

  test('the address is account and conversation, with its custom attributes', () => {
    const attributes = { plano: 'mensal', pedidos: 3 };
    expect(addressOf({}, 'message-created-incoming-pending')).toEqual({
      account: '3',
      conversation: '77',
      attributes,
    });
    expect(addressOf({})).toEqual({ account: '3', conversation: '77', attributes: {} });
    expect(addressOf({}, 'message-created-id-zero')).toMatchObject({ account: '0', conversation: '0' });
  });

  test('attributes that are too many are left out', () => {
    for (const [length, isThere] of [
      [16_000, true],
      [17_000, false],
    ] as const) {
      const address = addressOf({ 'conversation.custom_attributes': { a: 'x'.repeat(length) } });
      expect('attributes' in address).toBe(isThere);
    }
    expect(addressOf({ 'conversation.custom_attributes': null })).not.toHaveProperty('attributes');
  });

  test('without account or conversation there is nobody to answer', () => {
    expect(read({}, 'message-created-without-account-or-conversation').wait).toBeUndefined();
    expect(read({ account: undefined }).wait).toBeUndefined();
    expect(read({ 'account.id': 'x'.repeat(2000) }).wait).toBeUndefined();
  });

  test('an answer to buttons deserves an answer, once: a later tick is the same one', () => {
    const answered = read({}, 'message-updated-button-answer');
    const ticked = read({ 'conversation.messages.0.status': 'read' }, 'message-updated-button-answer');
    expect(answered.wait?.effect).toBe('opens');
    expect(ticked.deduplicationKey).toEqual(answered.deduplicationKey);
    const other = read(
      { 'content_attributes.submitted_values.0.value': 'pao' },
      'message-updated-button-answer',
    );
    expect(other.deduplicationKey).not.toEqual(answered.deduplicationKey);
  });

  test.each([
    'message-created-outgoing',
    'message-created-bot',
    'message-created-template',
    'message-created-private-note',
    'message-created-answer',
    'message-updated-incoming',
    'message-updated-button-unanswered',
    'message-updated-rating',
    'message-updated-email-answer',
    'rule-message-created-as-message',
    'conversation-created',
    'typing-on-contact',
  ])('%s deserves none', (name) => {
    expect(read({}, name)).not.toHaveProperty('wait');
  });

  test('a person has the conversation by its assignee or status', () => {
    const user = { id: 21, name: 'Rafael' };
    const agentBot = { id: 4, name: 'Pãozinho' };
    const takenBy = (changes: Changes) => read(changes).taken;
    expect(takenBy({ 'conversation.meta.assignee': user })).toBe(true);
    expect(takenBy({ 'conversation.status': 'resolved' })).toBe(true);
    expect(takenBy({ 'conversation.status': 'snoozed' })).toBe(true);
    expect(takenBy({ 'conversation.status': 'pending', 'conversation.meta.assignee': user })).toBe(true);
    expect(takenBy({ 'conversation.status': 'pending' })).toBeUndefined();
    expect(takenBy({ 'conversation.status': 'open' })).toBeUndefined();
    const byBot = { 'conversation.meta.assignee': agentBot, 'conversation.meta.assignee_type': 'AgentBot' };
    expect(takenBy(byBot)).toBeUndefined();
    expect(takenBy({ 'conversation.meta.assignee': { ...agentBot, type: 'agent_bot' } })).toBeUndefined();
  });
});
