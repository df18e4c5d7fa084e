// Deduplication of Chatwoot webhooks. Duplicates can have different times that are not part of the event. Updates of
// one message differ only in the changed fields.
import { describe, expect, test } from 'vitest';
import { readTrino } from '../../../functions/platforms/trino/inbound.ts';
import { variant, withKeysReversed } from '../../fixtures/variant.ts';
import { deduplicationKeyOf, expectOneEvent, expectTwoEvents, type Pair } from './deduplication.ts';

const changed =
  (name: string) =>
  (changes: Record<string, unknown> = {}) =>
    variant('trino', name, changes);

const created = changed('message-created-incoming');
const tick = changed('message-updated-tick');
const oldTick = changed('message-updated-tick-of-an-older-message');
const answer = changed('message-updated-button-answer');
const unanswered = changed('message-updated-button-unanswered');
const status = changed('conversation-status-changed');
const update = changed('conversation-updated');
const timeless = changed('conversation-updated-changed-null');
const contact = changed('contact-updated');
const inbox = changed('inbox-updated');
const widget = changed('webwidget-triggered');
const widgetWithoutTime = changed('webwidget-triggered-without-time');

const LATER = 1772460001.654321;
const NESTED_STATUS = 'conversation.messages.0.status';
const NAME_CHANGE = { name: { previous_value: 'Bea', current_value: 'Beatriz' } };

describe('messages', () => {
  test.each<[string, Pair]>([
    ['a message that is sent twice', [created(), created({ 'conversation.updated_at': LATER })]],
    ['a message whose sender has changed since', [created(), created({ 'sender.name': 'Bia' })]],
    ['a message whose ids are text', [created(), created({ id: '9001', 'account.id': '3' })]],
    ['a message with its keys in another order', [created(), withKeysReversed(created())]],
    ['a tick that is sent twice', [tick(), tick({ 'conversation.last_activity_at': 1772460009 })]],
    ['two ticks of an older message', [oldTick(), oldTick({ 'conversation.updated_at': LATER })]],
    ['a tick with a tick of another message', [oldTick(), oldTick({ [NESTED_STATUS]: 'read' })]],
    ['an answer with its keys in another order', [answer(), withKeysReversed(answer())]],
    [
      'a message with and without wrapping',
      [changed('message-created-in-message')(), changed('message-created-in-data')()],
    ],
  ])('%s is one event', (_, pair) => expectOneEvent(readTrino, pair));

  test.each<[string, Pair]>([
    ['two messages', [created(), created({ id: 9002 })]],
    ['messages of the same id in two accounts', [created(), created({ 'account.id': 4 })]],
    ['a message and its update', [created(), created({ event: 'message_updated' })]],
    ['sent and delivered', [tick({ [NESTED_STATUS]: 'sent' }), tick()]],
    ['delivered and read', [tick(), tick({ [NESTED_STATUS]: 'read' })]],
    ['delivered and read of a fork', [tick({ status: 'delivered' }), tick({ status: 'read' })]],
    ['a question and its answer', [unanswered(), answer()]],
    ['two answers', [answer(), answer({ 'content_attributes.submitted_values': [{ value: 'pao' }] })]],
    ['two edits', [oldTick({ content: 'a' }), oldTick({ content: 'b' })]],
    ['an update and a deletion', [oldTick(), changed('message-updated-deleted')()]],
    ['an update and one with a file', [oldTick(), oldTick({ attachments: [{ id: 1 }] })]],
    ['a rule’s message and the message', [changed('rule-message-created-as-message')(), created()]],
    ['message 0 and message 1', [created({ id: 0 }), created({ id: 1 })]],
  ])('%s are two events', (_, pair) => expectTwoEvents(readTrino, pair));

  test.each([
    ['a message without an id', created({ id: undefined })],
    ['a message with an empty id', created({ id: '' })],
    ['a message with a rounded id', created({ id: 2 ** 60 })],
  ])('%s has no deduplication key', (_, body) => {
    expect(deduplicationKeyOf(readTrino, body)).toBeUndefined();
  });
});

describe('conversations, contacts, inboxes, the widget', () => {
  test.each<[string, Pair]>([
    ['a change that is sent twice', [status(), status({ unread_count: 9, changed_attributes: null })]],
    ['a change with its keys in another order', [status(), withKeysReversed(status())]],
    ['an identical change without a time', [timeless(), timeless()]],
    ['a contact’s change that is sent twice', [contact(), contact({ thumbnail: 'x' })]],
    ['a contact’s change with its keys in another order', [contact(), withKeysReversed(contact())]],
    ['an inbox’s change that is sent twice', [inbox(), inbox({ greeting_enabled: true })]],
    [
      'a contact that is created twice',
      [changed('contact-created')(), changed('contact-created')({ name: 'B' })],
    ],
    ['an opening of the widget that is sent twice', [widget(), widget({ 'event_info.referer': null })]],
    ['an opening whose time is text', [widget(), changed('webwidget-triggered-time-as-text')()]],
  ])('%s is one event', (_, pair) => expectOneEvent(readTrino, pair));

  test.each<[string, Pair]>([
    ['two changes of one conversation', [update(), update({ updated_at: LATER })]],
    ['changes a microsecond apart', [update(), update({ updated_at: 1772460000.123457 })]],
    ['one change under two names', [status({ event: 'conversation_updated' }), status()]],
    ['changes of two conversations at one time', [update(), update({ id: 78 })]],
    ['changes of conversation 0 and 1', [update({ id: 0 }), update({ id: 1 })]],
    ['changes without a time that differ in a letter', [timeless(), timeless({ status: 'pending' })]],
    ['two changes of one contact', [contact(), contact({ changed_attributes: [NAME_CHANGE] })]],
    [
      'changes of one contact that differ only in time',
      [
        contact({ changed_attributes: null, updated_at: 'a' }),
        contact({ changed_attributes: null, updated_at: 'b' }),
      ],
    ],
    ['changes of two contacts', [contact(), contact({ id: 502 })]],
    ['two changes of one inbox', [inbox(), inbox({ changed_attributes: [NAME_CHANGE] })]],
    ['two openings of the widget', [widget(), widget({ 'event_info.initiated_at.timestamp': 'later' })]],
    ['openings of two widgets', [widget(), widget({ source_id: 'widget-source-2' })]],
    [
      'openings without a time by two contacts',
      [widgetWithoutTime(), widgetWithoutTime({ 'contact.id': 502 })],
    ],
    ['a rule’s event and the event', [changed('rule-conversation-updated')(), update()]],
  ])('%s are two events', (_, pair) => expectTwoEvents(readTrino, pair));

  test('typing has no deduplication key: each event is new', () => {
    expect(deduplicationKeyOf(readTrino, changed('typing-on-note')())).toBeUndefined();
  });
});
