// Every documented shape of Trino AI webhooks and every real shape of Chatwoot, and the expected result.
import { readTrino } from '../../../functions/platforms/trino/inbound.ts';
import {
  type Expected,
  FROM_BOT,
  FROM_CUSTOMER,
  FROM_OPERATOR,
  FROM_PLATFORM,
  fixtureTable,
  NOISE,
} from './fixture-table.ts';

const here = { channel: '6', conversation: ['trino', '77'] };
const zero = { channel: '0', conversation: ['trino', '0'] };
const contact = { conversation: ['trino', 'contact', '501'] };
const inbox = { channel: '6', conversation: ['trino', 'inbox', '6'] };

const created = { type: 'trino.message_created', ...here, deduplicationKey: 'own' } as const;
/** Deserves an answer. */
const incoming = { ...created, ...FROM_CUSTOMER, wait: 'opens' } as const;
const updated = { ...created, type: 'trino.message_updated' } as const;
const tick = { ...updated, ...NOISE };
const conversation = { ...FROM_PLATFORM, ...here, deduplicationKey: 'own' } as const;
const conversationUpdated = { ...conversation, ...NOISE, type: 'trino.conversation_updated' };
const typing = { ...NOISE, ...here, deduplicationKey: 'none' } as const;
const widget = {
  type: 'trino.webwidget_triggered',
  ...NOISE,
  author: 'customer',
  ...here,
  deduplicationKey: 'own',
} as const;
const unrecognised = { type: 'trino.unrecognised', ...FROM_PLATFORM, deduplicationKey: 'none' } as const;

const messages: Record<string, Expected> = {
  'documented-message-created': {
    type: 'trino.message_created',
    ...FROM_CUSTOMER,
    conversation: ['trino', '1'],
    deduplicationKey: 'own',
    wait: 'opens',
  },
  'message-created-incoming': incoming,
  'message-created-without-telephone': incoming,
  'message-created-group': incoming,
  'message-created-incoming-pending': incoming,
  'message-created-incoming-assigned': { ...incoming, taken: true },
  'message-created-incoming-resolved': { ...incoming, taken: true },
  'message-created-answer': { ...created, ...FROM_BOT },
  'message-updated-answer-read': tick,
  'message-updated-answer-failed': { ...updated, ...FROM_PLATFORM },
  'message-created-outgoing': { ...created, ...FROM_OPERATOR },
  'message-created-bot': { ...created, ...FROM_BOT },
  'message-created-assistant': { ...created, ...FROM_BOT },
  'message-created-rule': { ...created, ...FROM_BOT },
  'message-created-campaign': { ...created, ...FROM_BOT },
  'message-created-echo': { ...created, ...FROM_OPERATOR },
  'message-created-template': { ...created, ...FROM_BOT },
  'message-created-private-note': { ...created, ...FROM_OPERATOR, private: true },
  'message-created-audio': incoming,
  'message-created-location': incoming,
  'message-created-email': incoming,
  'message-created-voice-call': incoming,
  'message-created-without-sender': incoming,
  'message-created-of-2021': incoming,
  'message-created-of-a-fork': { ...created, ...FROM_OPERATOR },
  'message-created-in-message': incoming,
  'message-created-in-data': incoming,
  'message-created-in-data-message': incoming,
  'message-created-id-zero': { ...incoming, ...zero },
  'message-created-without-type': incoming,
  'message-created-without-account-or-conversation': {
    type: 'trino.message_created',
    ...FROM_CUSTOMER,
    deduplicationKey: 'own',
  },
  'message-created-without-id': { ...incoming, deduplicationKey: 'none' },
  'documented-message-updated': { ...updated, ...FROM_CUSTOMER },
  'message-updated-tick': tick,
  'message-updated-tick-of-an-older-message': tick,
  'message-updated-tick-of-a-fork': tick,
  'message-updated-button-unanswered': tick,
  'message-updated-failed': { ...updated, ...FROM_PLATFORM },
  'message-updated-deleted': { ...updated, ...FROM_OPERATOR },
  'message-updated-note': { ...updated, ...FROM_OPERATOR, private: true },
  'message-updated-button-answer': { ...updated, ...FROM_CUSTOMER, wait: 'opens' },
  'message-updated-form-answer': { ...updated, ...FROM_CUSTOMER, wait: 'opens' },
  'message-updated-email-answer': { ...updated, ...FROM_CUSTOMER },
  'message-updated-rating': { ...updated, ...FROM_CUSTOMER },
  'message-updated-incoming': { ...updated, ...FROM_CUSTOMER },
  'message-updated-voice-call': { ...updated, ...FROM_OPERATOR },
};

const conversations: Record<string, Expected> = {
  'conversation-created': { ...conversation, type: 'trino.conversation_created' },
  'conversation-created-in-data': { ...conversation, type: 'trino.conversation_created' },
  'conversation-created-in-conversation': { ...conversation, type: 'trino.conversation_created' },
  'conversation-created-id-zero': { ...conversation, ...zero, type: 'trino.conversation_created' },
  'conversation-created-without-id': {
    type: 'trino.conversation_created',
    ...FROM_PLATFORM,
    deduplicationKey: 'body',
  },
  'documented-conversation-updated': { ...conversationUpdated, deduplicationKey: 'body' },
  'conversation-updated': conversationUpdated,
  'conversation-updated-changed-as-object': conversationUpdated,
  'conversation-updated-changed-as-pairs': conversationUpdated,
  'conversation-updated-changed-as-rows': conversationUpdated,
  'conversation-updated-changed-null': {
    ...conversationUpdated,
    conversation: ['trino', '78'],
    deduplicationKey: 'body',
  },
  'conversation-status-changed': { ...conversation, type: 'trino.conversation_status_changed' },
  'conversation-status-changed-opened': { ...conversation, type: 'trino.conversation_status_changed' },
  'conversation-status-changed-pending': { ...conversation, type: 'trino.conversation_status_changed' },
  'conversation-updated-assigned': conversationUpdated,
  'conversation-status-changed-of-2021': {
    ...conversation,
    type: 'trino.conversation_status_changed',
    deduplicationKey: 'body',
  },
  'conversation-resolved': { ...conversation, type: 'trino.conversation_resolved' },
  'conversation-opened': { ...conversation, type: 'trino.conversation_opened' },
  'typing-on-note': { ...typing, type: 'trino.conversation_typing_on', author: 'operator', private: true },
  'typing-off-bot': { ...typing, type: 'trino.conversation_typing_off', author: 'bot' },
  'typing-on-contact': { ...typing, type: 'trino.conversation_typing_on', author: 'customer' },
  'typing-on-by-nobody': {
    type: 'trino.conversation_typing_on',
    ...NOISE,
    author: 'operator',
    deduplicationKey: 'none',
  },
};

const others: Record<string, Expected> = {
  'documented-webwidget-triggered': widget,
  'webwidget-triggered': { ...widget, ...contact },
  'webwidget-triggered-time-as-text': { ...widget, ...contact },
  'webwidget-triggered-without-time': { ...widget, ...contact, deduplicationKey: 'body' },
  'contact-created': {
    type: 'trino.contact_created',
    ...FROM_PLATFORM,
    ...contact,
    deduplicationKey: 'own',
  },
  'contact-updated': {
    type: 'trino.contact_updated',
    ...FROM_PLATFORM,
    ...contact,
    deduplicationKey: 'own',
  },
  'contact-updated-without-changes': {
    type: 'trino.contact_updated',
    ...FROM_PLATFORM,
    ...contact,
    deduplicationKey: 'own',
  },
  'contact-updated-last-activity': {
    type: 'trino.contact_updated',
    ...NOISE,
    ...contact,
    deduplicationKey: 'own',
  },
  'contact-updated-last-activity-as-pairs': {
    type: 'trino.contact_updated',
    ...NOISE,
    ...contact,
    deduplicationKey: 'own',
  },
  'inbox-created': { type: 'trino.inbox_created', ...FROM_PLATFORM, ...inbox, deduplicationKey: 'own' },
  'inbox-updated': { type: 'trino.inbox_updated', ...FROM_PLATFORM, ...inbox, deduplicationKey: 'own' },
  'rule-message-created': { ...conversation, type: 'trino.automation_event.message_created' },
  'rule-message-created-as-message': {
    ...created,
    ...FROM_CUSTOMER,
    type: 'trino.automation_event.message_created',
  },
  'rule-conversation-updated': { ...conversation, type: 'trino.automation_event.conversation_updated' },
  'macro-executed': { ...conversation, type: 'trino.macro.executed', author: 'operator' },
  'unknown-event': { ...unrecognised, unrecognised: 'unknown_event', ...here },
  'unknown-rule': { ...unrecognised, unrecognised: 'unknown_event', channel: '6' },
  'no-event': { ...unrecognised, unrecognised: 'no_event' },
};

fixtureTable('trino', readTrino, { ...messages, ...conversations, ...others });
