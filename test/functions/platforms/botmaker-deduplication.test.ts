// Deduplication and conversations of Botmaker notifications.
import { describe, expect, test } from 'vitest';
import { readBotmaker } from '../../../functions/platforms/botmaker/inbound.ts';
import { variant, withKeysReversed } from '../../fixtures/variant.ts';
import { deduplicationKeyOf, expectOneEvent, expectTwoEvents, type Pair } from './deduplication.ts';

const changed =
  (name: string) =>
  (changes: Record<string, unknown> = {}) =>
    variant('botmaker', name, changes);

const text = changed('message-user-text');
const text2025 = changed('message-user-text-2025');
const several = changed('message-bot-several');
const delivered = changed('status-delivered');

const inOrder = (...places: readonly number[]) => {
  const ids = ['MESSAGE000000000007', 'MESSAGE000000000008', 'MESSAGE000000000009'];
  return several({ messages: places.map((place) => ({ _id_: ids[place], from: 'bot' })) });
};

describe('deduplicationKey', () => {
  test.each<[string, Pair]>([
    ['a notification that is delivered twice', [text(), text()]],
    ['a message with id _id_ or _id', [text(), text2025()]],
    ['a message with its keys in another order', [text(), withKeysReversed(text())]],
    ['a message after the customer has changed name', [text(), text({ firstName: 'Luz' })]],
    ['a message with other variables in the body', [several(), several({ variables: {} })]],
    ['messages with different spelling', [several(), inOrder(0, 1, 2)]],
    ['a status that is delivered twice', [delivered(), delivered({ clientPayload: 'x' })]],
  ])('%s is one event', (_, pair) => expectOneEvent(readBotmaker, pair));

  test.each<[string, Pair]>([
    ['two messages with the same text', [text(), text({ 'messages.0._id_': 'MESSAGE000000000099' })]],
    ['the same messages in another order', [inOrder(0, 1), inOrder(1, 0)]],
    ['some of the messages and all of them', [inOrder(0, 1), inOrder(0, 1, 2)]],
    ['delivered and read', [delivered(), delivered({ status: 'read' })]],
    ['delivered at two times', [delivered(), delivered({ statusChangeTime: '2026-03-02T13:00:04.000Z' })]],
    ['delivered of two messages', [delivered(), delivered({ messageId: 'MESSAGE000000000008' })]],
    ['a message and its status', [inOrder(0), delivered()]],
  ])('%s are two events', (_, pair) => expectTwoEvents(readBotmaker, pair));

  test.each([
    ['a message without an id', changed('message-without-id')()],
    ['several messages, one without id', several({ 'messages.1._id_': '' })],
    ['a message with a rounded number as id', text({ 'messages.0._id_': 2 ** 60 })],
    ['a status without a message id', delivered({ messageId: null })],
    ['a status without a value', delivered({ status: undefined })],
  ])('%s has no deduplication key', (_, body) => {
    expect(deduplicationKeyOf(readBotmaker, body)).toBeUndefined();
  });
});

describe('the conversation', () => {
  const conversation = (body: unknown) => readBotmaker(body).conversation;

  test('is the same for a number with and without plus', () => {
    const plus = text({ contactId: '+5491150000001' });
    expect(conversation(plus)).toBeDefined();
    expect(conversation(plus)).toEqual(conversation(text()));
  });

  test('is the same for a number and its text', () => {
    expect(conversation(text({ contactId: 5491150000001 }))).toEqual(conversation(text()));
  });

  test('is the same for a message and a status', () => {
    expect(conversation(delivered())).toEqual(conversation(text()));
  });

  test('differs by channel and by contact', () => {
    expect(conversation(text({ chatChannelId: 'another' }))).not.toEqual(conversation(text()));
    expect(conversation(text({ contactId: '5491150000002' }))).not.toEqual(conversation(text()));
  });

  test('removes a plus only from numbers', () => {
    expect(conversation(text({ contactId: '+ana' }))).toContain('+ana');
  });

  test('is unknown without a contact', () => {
    expect(conversation(text({ contactId: '', customerId: null }))).toBeUndefined();
  });
});

describe('the author of several messages', () => {
  const from = (...senders: readonly unknown[]) =>
    readBotmaker(several({ messages: senders.map((sender) => ({ from: sender })) })).author;

  test.each([
    ['customer', ['bot', 'operator', 'user']],
    ['customer', ['USER']],
    ['operator', ['bot', 'agent', 'bot']],
    ['bot', ['bot', 'bot']],
    ['bot', [undefined]],
  ])('is the %s of %j', (author, senders) => {
    expect(from(...senders)).toBe(author);
  });

  test.each([null, {}, 'hola', [null, 'hola', 7]])('is not known when messages are %j', (messages) => {
    expect(readBotmaker(several({ messages })).unrecognised).toBe('no_messages');
  });

  test('is the customer when only the flag is set', () => {
    expect(readBotmaker(text({ 'messages.0.from': undefined })).author).toBe('customer');
  });
});
