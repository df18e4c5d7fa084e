// What Botmaker posts: notifications of messages, several in one, and of a message's status. Of everything else
// that arrives at such a URL (unknown types, code actions of the user's own) only the conversation is read.
// https://help.botmaker.com/es/help/5976723636536441591

import { type Author, type InboundEvent, unrecognised } from '../../core/delivery/event.ts';
import { contactOrId, contacts } from '../../core/person/contact.ts';
import {
  type Attribution,
  BY_CUSTOMER,
  BY_PLATFORM,
  byCompany,
  type Location,
  location,
} from '../attribution.ts';
import { field, filledField, idField, isSet, objectField, objectsOf, textField } from '../fields.ts';

export function readBotmaker(body: unknown): InboundEvent {
  return { ...readEvent(body), ...contactsOf(body) };
}

/** Not `whatsappNumber`: that is the company's own, the end of `chatChannelId`, the same in every body. */
const PERSON = ['contactId', 'customerId', 'chatIdInChatPlatform'];

function contactsOf(body: unknown): Pick<InboundEvent, 'contacts'> {
  return contacts(PERSON.map((name) => contactOrId(idField(body, name), 'id')));
}

function readEvent(body: unknown): InboundEvent {
  switch (filledField(body, 'type')) {
    case 'message':
      return readMessages(body);
    case 'status':
      return readStatus(body);
    case undefined:
      // The body of a code action, in the user's own bot; its answer is read by that code, not by Botmaker.
      return unread(body, objectField(body, 'context') ? 'code_action' : 'no_type');
    default:
      return unread(body, 'unknown_type');
  }
}

function unread(body: unknown, reason: string): InboundEvent {
  return { ...unrecognised('botmaker', reason), ...locationOf(body) };
}

function locationOf(body: unknown): Location {
  const channel = idField(body, 'chatChannelId');
  const contact = contactOf(body);
  return location(contact === undefined ? undefined : ['botmaker', channel ?? '', contact], channel);
}

/** On WhatsApp a telephone number, with its plus or without, depending on the version of the page. */
function contactOf(body: unknown): string | undefined {
  const contact = idField(body, 'contactId')?.replace(/^\+(?=\d)/, '');
  return contact ?? idField(body, 'customerId') ?? idField(body, 'chatIdInChatPlatform');
}

function readMessages(body: unknown): InboundEvent {
  const messages = objectsOf(field(body, 'messages'));
  if (messages.length === 0) return unread(body, 'no_messages');
  return {
    type: 'botmaker.message',
    ...attributionOf(messages),
    ...locationOf(body),
    ...deduplicationKeyOf(messages),
  };
}

/** The customer's word weighs most: whoever waits for it must not miss it because a bot's stands beside it. */
function attributionOf(messages: readonly object[]): Attribution {
  const authors = messages.map(authorOf);
  if (authors.includes('customer')) return BY_CUSTOMER;
  return byCompany(authors.includes('operator') ? 'operator' : 'bot');
}

/** `fromCustomer` is absent on everything that the customer did not say, so what nobody signs is the bot's. */
export function authorOf(message: object): Author {
  const from = textField(message, 'from')?.toLowerCase();
  if (from === 'user' || isSet(message, 'fromCustomer')) return 'customer';
  return from === 'operator' || from === 'agent' ? 'operator' : 'bot';
}

/** A notification has no id, its messages have: `_id_` in one version of the page, `_id` in the other. */
function deduplicationKeyOf(messages: readonly object[]): Pick<InboundEvent, 'deduplicationKey'> {
  const ids = messages.flatMap((message) => idField(message, '_id_') ?? idField(message, '_id') ?? []);
  return ids.length === messages.length ? { deduplicationKey: ['message', ...ids] } : {};
}

/** delivered and read are documented; sent, failed and error have been seen. All of it is noise. */
function readStatus(body: unknown): InboundEvent {
  const messageId = idField(body, 'messageId');
  const status = filledField(body, 'status');
  const time = textField(body, 'statusChangeTime') ?? '';
  return {
    type: 'botmaker.status',
    ...BY_PLATFORM,
    noise: true,
    ...locationOf(body),
    ...(messageId !== undefined &&
      status !== undefined && { deduplicationKey: ['status', messageId, status, time] }),
  };
}
