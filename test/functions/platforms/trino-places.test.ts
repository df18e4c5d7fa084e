// The places of conversation, inbox, account and sender in Chatwoot bodies: documented, real, and changed by forks.
import { describe, expect, test } from 'vitest';
import { readTrino } from '../../../functions/platforms/trino/inbound.ts';
import { expectTwoEvents } from './deduplication.ts';

const read = (body: object) => readTrino(body, JSON.stringify(body));
const message = { event: 'message_created', id: 1, message_type: 'incoming' };
const conversationEvent = { event: 'conversation_created', updated_at: 1.5 };

describe('the conversation', () => {
  test.each<[string, object]>([
    ['its display id, as documented', { ...message, conversation: { display_id: '7' } }],
    ['its id, as sent', { ...message, conversation: { id: 7 } }],
    ['the display id if both exist', { ...message, conversation: { id: 900, display_id: 7 } }],
    ['the conversation_id of the message, without another id', { ...message, conversation_id: 7 }],
    [
      'that of the wrapped message',
      { event: 'message_created', data: { ...message, conversation: { id: 7 } } },
    ],
    ['the body itself', { ...conversationEvent, id: 7 }],
    ['the data', { ...conversationEvent, id: 900, data: { id: 7 } }],
    ['a conversation of its own', { ...conversationEvent, id: 900, conversation: { id: 7 } }],
    ['the widget’s current one', { event: 'webwidget_triggered', id: 900, current_conversation: { id: 7 } }],
  ])('is %s', (_, body) => {
    expect(read(body).conversation).toEqual(['trino', '7']);
  });

  test('is never the id of the message', () => {
    expect(read(message).conversation).toBeUndefined();
    expect(read({ ...message, event: 'automation_event.message_created' }).conversation).toBeUndefined();
  });
});

describe('the inbox', () => {
  test.each<[string, object]>([
    ['the message’s', { ...message, inbox: { id: 6 } }],
    ['the conversation’s', { ...message, conversation: { id: 7, inbox_id: 6 } }],
    ['that of the contact in it', { ...conversationEvent, id: 7, contact_inbox: { inbox_id: 6 } }],
    ['the inbox that has changed', { event: 'inbox_updated', id: 6 }],
    ['the inbox in the data', { event: 'inbox_updated', data: { id: 6 } }],
  ])('is %s', (_, body) => {
    expect(read(body).channel).toBe('6');
  });
});

describe('the account', () => {
  test.each<[string, (account: unknown) => object]>([
    ['beside the message', (id) => ({ ...message, account: { id } })],
    ['as account_id', (id) => ({ ...message, account_id: id })],
    ['beside the wrapping', (id) => ({ event: 'message_created', account: { id }, message })],
    ['as account_id beside the wrapping', (id) => ({ event: 'message_created', account_id: id, message })],
    ['in the wrapped message', (id) => ({ event: 'message_created', data: { ...message, account: { id } } })],
    [
      'as the wrapped account_id',
      (id) => ({ event: 'message_created', data: { ...message, account_id: id } }),
    ],
    [
      'in the conversation',
      (id) => ({ ...conversationEvent, conversation: { ...conversationEvent, id: 7, account_id: id } }),
    ],
  ])('%s: equal ids of two accounts are different, also 0 and none', (_, withAccount) => {
    expectTwoEvents(readTrino, [withAccount(3), withAccount(4)]);
    expectTwoEvents(readTrino, [withAccount(0), withAccount(null)]);
  });
});

describe('the author', () => {
  const outgoing = { ...message, message_type: 'outgoing' };
  test.each<[string, object]>([
    ['customer', { ...message, message_type: '0' }],
    ['operator', { ...message, message_type: 1, sender: { id: 1 } }],
    ['bot', { ...message, message_type: '3', sender: { type: 'user' } }],
    ['system', { ...message, message_type: 2 }],
    ['system', { ...message, message_type: 'something new' }],
    ['customer', { ...message, message_type: null, sender: { identifier: null } }],
    ['customer', { ...message, message_type: null, sender: { type: 'contact' } }],
    ['operator', { ...message, message_type: null, sender: { type: 'user' } }],
    ['bot', { ...message, message_type: null, sender_type: 'AgentBot' }],
    ['operator', { ...outgoing, sender: null, sender_type: 'User' }],
    ['bot', { ...outgoing, sender: null, sender_type: 'Captain::Assistant' }],
    ['operator', { ...outgoing, sender: { identifier: 'x@g.us', phone_number: null } }],
    ['bot', { ...outgoing, sender: null }],
    ['bot', { ...outgoing, sender: { type: 'user' }, content_attributes: { automation_rule_id: 5 } }],
    ['customer', { ...message, message_type: null, sender: { phone_number: null } }],
  ])('is the %s of a message of this type by this sender (%#)', (author, body) => {
    expect(read(body).author).toBe(author);
  });

  test('a note by a contact or without author is private too', () => {
    expect(read({ ...message, private: true }).private).toBe(true);
    expect(read({ ...message, message_type: 'something new', private: 'true' }).private).toBe(true);
  });

  test('an answer counts only in an update: a question can be sent with its answer', () => {
    const answered = { ...outgoing, sender: { type: 'user' }, content_attributes: { submitted_values: [1] } };
    expect(read(answered).author).toBe('operator');
    expect(read({ ...answered, event: 'message_updated' }).author).toBe('customer');
  });
});

describe('a failed delivery is not noise', () => {
  const failed = { ...message, event: 'message_updated', message_type: 'outgoing' };
  test.each<[string, object]>([
    ['the message has the status', { ...failed, status: 'failed' }],
    ['it has an error', { ...failed, content_attributes: { external_error: 'no such number' } }],
    [
      'the nested copy has the status',
      { ...failed, conversation: { id: 7, messages: [{ id: 1, status: 'failed' }] } },
    ],
  ])('when %s', (_, body) => {
    expect(read(body).noise).toBe(false);
  });

  test('but not the failure of another message', () => {
    const messages = [{ id: 2, status: 'failed' }];
    expect(read({ ...failed, conversation: { id: 7, messages } }).noise).toBe(true);
  });
});

describe('a contact’s update', () => {
  const changed = (changed_attributes: unknown) =>
    read({ event: 'contact_updated', id: 5, changed_attributes }).noise;

  test.each<[string, unknown]>([
    ['a list of objects', [{ last_activity_at: {} }, { updated_at: {} }]],
    ['an object', { last_activity_at: { previous_value: 1, current_value: 2 } }],
    ['pairs', { last_activity_at: [1, 2], updated_at: [1, 2] }],
    ['rows', [{ attribute: 'last_activity_at', current_value: 2, previous_value: 1 }]],
  ])('of only its last activity is noise, as %s', (_, attributes) => {
    expect(changed(attributes)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['more than its last activity', [{ last_activity_at: {} }, { email: {} }]],
    ['another attribute', [{ attribute: 'email', current_value: 'x', previous_value: null }]],
    ['only its time', [{ updated_at: {} }]],
    ['no changes', null],
    ['an empty list', []],
    ['an invalid list', ['last_activity_at', 7, null]],
  ])('of %s is not noise', (_, attributes) => {
    expect(changed(attributes)).toBe(false);
  });
});
