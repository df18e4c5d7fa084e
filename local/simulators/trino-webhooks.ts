// The webhooks of a simulated Chatwoot. Ids are numbers; a message has its status only in the conversation's copy of
// it.
// https://github.com/chatwoot/chatwoot/blob/develop/app/models/message.rb
import type { Chat, ChatMessage } from './chats.ts';

const ACCOUNT = { id: 1, name: 'Acuse' };
const INBOX = { id: 1, name: 'WhatsApp' };
const CONTACT_ID = 1;

/** Whose token every call has. */
export const BOT = { id: 3, name: 'Acuse', type: 'agent_bot' };
const OPERATOR = { id: 21, name: 'Operator', email: 'operator@example.com', type: 'user' };

const contactOf = ({ from }: Chat) => ({
  additional_attributes: {},
  avatar: '',
  custom_attributes: {},
  email: null,
  id: CONTACT_ID,
  identifier: null,
  name: 'Lucía',
  phone_number: from === '' ? null : `+${from}`,
  thumbnail: '',
  blocked: false,
});

const attributesOf = ({ marker }: ChatMessage) => (marker === undefined ? {} : { acuse: marker });
const secondsOf = (at: string): number => Math.floor(Date.parse(at) / 1000);

function conversationOf(chat: Chat, message?: ChatMessage): object {
  return {
    additional_attributes: {},
    can_reply: true,
    channel: 'Channel::Whatsapp',
    contact_inbox: { id: 1, contact_id: CONTACT_ID, inbox_id: INBOX.id, source_id: chat.from },
    id: Number(chat.id),
    inbox_id: INBOX.id,
    messages: message ? [copyOf(chat, message)] : [],
    labels: [],
    meta: {
      sender: { ...contactOf(chat), type: 'contact' },
      assignee: chat.state === 'open' && hasOperator(chat) ? OPERATOR : null,
      assignee_type: chat.state === 'open' && hasOperator(chat) ? 'User' : null,
      team: chat.handedTo === undefined ? null : { name: chat.handedTo },
      hmac_verified: false,
    },
    status: chat.state,
    custom_attributes: chat.variables,
    snoozed_until: null,
    priority: null,
    created_at: secondsOf(chat.visitAt),
    updated_at: Date.now() / 1000,
  };
}

/** Somebody who has written has taken it. */
const hasOperator = ({ messages }: Chat): boolean => messages.some(({ from }) => from === 'operator');

const copyOf = (chat: Chat, message: ChatMessage) => ({
  id: Number(message.id),
  content: message.text,
  account_id: ACCOUNT.id,
  inbox_id: INBOX.id,
  conversation_id: Number(chat.id),
  message_type: message.from === 'customer' ? 0 : 1,
  created_at: secondsOf(message.at),
  private: message.from === 'note',
  status: message.status,
  source_id: null,
  content_type: 'text',
  content_attributes: attributesOf(message),
});

function senderOf(chat: Chat, { from }: ChatMessage): object {
  if (from === 'customer') return { account: ACCOUNT, ...contactOf(chat) };
  return from === 'operator' ? OPERATOR : BOT;
}

function attachmentsOf({ id, file }: ChatMessage): object {
  if (!file) return {};
  const type = file.type.startsWith('image/') ? 'image' : 'file';
  return {
    attachments: [{ id: Number(id), message_id: Number(id), file_type: type, data_url: file.url ?? '' }],
  };
}

const messageEvent =
  (event: string) =>
  (chat: Chat, message: ChatMessage): object => ({
    account: ACCOUNT,
    additional_attributes: {},
    content_attributes: attributesOf(message),
    content_type: 'text',
    content: message.text,
    conversation: conversationOf(chat, message),
    created_at: message.at,
    id: Number(message.id),
    inbox: INBOX,
    message_type: message.from === 'customer' ? 'incoming' : 'outgoing',
    private: message.from === 'note',
    sender: senderOf(chat, message),
    source_id: null,
    ...attachmentsOf(message),
    event,
  });

export const messageCreated = messageEvent('message_created');
export const messageUpdated = messageEvent('message_updated');

export const conversationTurned = (chat: Chat, before: string): object => ({
  ...conversationOf(chat),
  changed_attributes: [{ status: { previous_value: before, current_value: chat.state } }],
  event: 'conversation_status_changed',
});
