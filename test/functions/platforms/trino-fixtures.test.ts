// Every shape that Trino AI is documented to send and every one that Chatwoot really sends, and how it is read.
import { readTrino } from '../../../functions/platforms/trino/inbound.ts';
import {
  BOT_SAYS,
  CUSTOMER_SAYS,
  type Expected,
  fixtureTable,
  NOISE,
  OPERATOR_SAYS,
  PLATFORM_TELLS,
} from './fixture-table.ts';

const here = { channel: '6', conversation: ['trino', '77'] };
const zero = { channel: '0', conversation: ['trino', '0'] };
const contact = { conversation: ['trino', 'contact', '501'] };
const inbox = { channel: '6', conversation: ['trino', 'inbox', '6'] };

const created = { type: 'trino.message_created', ...here, deduplicationKey: 'own' } as const;
const updated = { ...created, type: 'trino.message_updated' } as const;
const tick = { ...updated, ...NOISE };
const conversation = { ...PLATFORM_TELLS, ...here, deduplicationKey: 'own' } as const;
const conversationUpdated = { ...conversation, ...NOISE, type: 'trino.conversation_updated' };
const typing = { ...NOISE, ...here, deduplicationKey: 'none' } as const;
const widget = {
  type: 'trino.webwidget_triggered',
  ...NOISE,
  author: 'customer',
  ...here,
  deduplicationKey: 'own',
} as const;
const unrecognised = { type: 'trino.unrecognised', ...PLATFORM_TELLS, deduplicationKey: 'none' } as const;

const messages: Record<string, Expected> = {
  'documented-message-created': {
    type: 'trino.message_created',
    ...CUSTOMER_SAYS,
    conversation: ['trino', '1'],
    deduplicationKey: 'own',
  },
  'message-created-incoming': { ...created, ...CUSTOMER_SAYS },
  'message-created-group': { ...created, ...CUSTOMER_SAYS },
  'message-created-outgoing': { ...created, ...OPERATOR_SAYS },
  'message-created-bot': { ...created, ...BOT_SAYS },
  'message-created-assistant': { ...created, ...BOT_SAYS },
  'message-created-rule': { ...created, ...BOT_SAYS },
  'message-created-campaign': { ...created, ...BOT_SAYS },
  'message-created-echo': { ...created, ...OPERATOR_SAYS },
  'message-created-template': { ...created, ...BOT_SAYS },
  'message-created-private-note': { ...created, ...OPERATOR_SAYS, private: true },
  'message-created-audio': { ...created, ...CUSTOMER_SAYS },
  'message-created-location': { ...created, ...CUSTOMER_SAYS },
  'message-created-email': { ...created, ...CUSTOMER_SAYS },
  'message-created-voice-call': { ...created, ...CUSTOMER_SAYS },
  'message-created-without-sender': { ...created, ...CUSTOMER_SAYS },
  'message-created-of-2021': { ...created, ...CUSTOMER_SAYS },
  'message-created-of-a-fork': { ...created, ...OPERATOR_SAYS },
  'message-created-in-message': { ...created, ...CUSTOMER_SAYS },
  'message-created-in-data': { ...created, ...CUSTOMER_SAYS },
  'message-created-in-data-message': { ...created, ...CUSTOMER_SAYS },
  'message-created-id-zero': { ...created, ...CUSTOMER_SAYS, ...zero },
  'message-created-without-type': { ...created, ...CUSTOMER_SAYS },
  'message-created-without-account-or-conversation': {
    type: 'trino.message_created',
    ...CUSTOMER_SAYS,
    deduplicationKey: 'own',
  },
  'message-created-without-id': { ...created, ...CUSTOMER_SAYS, deduplicationKey: 'none' },
  'documented-message-updated': { ...updated, ...CUSTOMER_SAYS },
  'message-updated-tick': tick,
  'message-updated-tick-of-an-older-message': tick,
  'message-updated-tick-of-a-fork': tick,
  'message-updated-button-unanswered': tick,
  'message-updated-failed': { ...updated, ...PLATFORM_TELLS },
  'message-updated-deleted': { ...updated, ...OPERATOR_SAYS },
  'message-updated-note': { ...updated, ...OPERATOR_SAYS, private: true },
  'message-updated-button-answer': { ...updated, ...CUSTOMER_SAYS },
  'message-updated-form-answer': { ...updated, ...CUSTOMER_SAYS },
  'message-updated-email-answer': { ...updated, ...CUSTOMER_SAYS },
  'message-updated-rating': { ...updated, ...CUSTOMER_SAYS },
  'message-updated-incoming': { ...updated, ...CUSTOMER_SAYS },
  'message-updated-voice-call': { ...updated, ...OPERATOR_SAYS },
};

const conversations: Record<string, Expected> = {
  'conversation-created': { ...conversation, type: 'trino.conversation_created' },
  'conversation-created-in-data': { ...conversation, type: 'trino.conversation_created' },
  'conversation-created-in-conversation': { ...conversation, type: 'trino.conversation_created' },
  'conversation-created-id-zero': { ...conversation, ...zero, type: 'trino.conversation_created' },
  'conversation-created-without-id': {
    type: 'trino.conversation_created',
    ...PLATFORM_TELLS,
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
    ...PLATFORM_TELLS,
    ...contact,
    deduplicationKey: 'own',
  },
  'contact-updated': {
    type: 'trino.contact_updated',
    ...PLATFORM_TELLS,
    ...contact,
    deduplicationKey: 'own',
  },
  'contact-updated-without-changes': {
    type: 'trino.contact_updated',
    ...PLATFORM_TELLS,
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
  'inbox-created': { type: 'trino.inbox_created', ...PLATFORM_TELLS, ...inbox, deduplicationKey: 'own' },
  'inbox-updated': { type: 'trino.inbox_updated', ...PLATFORM_TELLS, ...inbox, deduplicationKey: 'own' },
  'rule-message-created': { ...conversation, type: 'trino.automation_event.message_created' },
  'rule-message-created-as-message': {
    ...created,
    ...CUSTOMER_SAYS,
    type: 'trino.automation_event.message_created',
  },
  'rule-conversation-updated': { ...conversation, type: 'trino.automation_event.conversation_updated' },
  'macro-executed': { ...conversation, type: 'trino.macro.executed', author: 'operator' },
  'unknown-event': { ...unrecognised, unrecognised: 'unknown_event', ...here },
  'unknown-rule': { ...unrecognised, unrecognised: 'unknown_event', channel: '6' },
  'no-event': { ...unrecognised, unrecognised: 'no_event' },
};

fixtureTable('trino', readTrino, { ...messages, ...conversations, ...others });
