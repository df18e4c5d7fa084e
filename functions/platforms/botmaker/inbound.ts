// Reads the webhooks of Botmaker: notifications of one or more messages, and of the status of a message. Of other
// bodies (unknown types, code actions of the user) only the conversation is read.
// https://help.botmaker.com/es/help/5976723636536441591

import { type Author, type InboundEvent, unrecognised } from '../../core/delivery/event.ts';
import { contactOrId, contacts, readContact } from '../../core/person/contact.ts';
import { answerable } from '../answerable.ts';
import {
  type Attribution,
  BY_CUSTOMER,
  BY_PLATFORM,
  byCompany,
  type Location,
  location,
} from '../attribution.ts';
import { jsonDigest } from '../digest.ts';
import { field, filledField, idField, isSet, objectField, objectsOf, textField } from '../fields.ts';
import { botmakerAddress } from './address.ts';

export function readBotmaker(body: unknown): InboundEvent {
  return { ...readEvent(body), ...contactsOf(body) };
}

export const botmakerEvents = (): readonly string[] => ['message', 'status'];

const idsOf = (body: unknown) =>
  ['contactId', 'customerId', 'chatIdInChatPlatform'].map((name) => idField(body, name));

/**
 * `whatsappNumber` is documented as the number that the person has shared. Samples have the number of the company
 * there, the end of `chatChannelId`, which is in every body.
 */
function contactsOf(body: unknown): Pick<InboundEvent, 'contacts'> {
  const number = filledField(body, 'whatsappNumber')?.replace('+', '') ?? '';
  const isShared = !idField(body, 'chatChannelId')?.endsWith(number);
  return contacts([...idsOf(body).map((id) => contactOrId(id, 'id')), readContact(isShared ? number : '')]);
}

function readEvent(body: unknown): InboundEvent {
  switch (filledField(body, 'type')) {
    case 'message':
      return readMessages(body);
    case 'status':
      return readStatus(body);
    case undefined:
      // The body of a code action in the bot of the user. That code reads the answer, not Botmaker.
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

/**
 * On WhatsApp a telephone number, with or without plus: the two versions of the documentation differ. Or a user id
 * without a telephone (`CO.…`), of which nothing is changed.
 */
function contactOf(body: unknown): string | undefined {
  return idsOf(body)
    .find(Boolean)
    ?.replace(/^\+(?=\d)/, '');
}

function readMessages(body: unknown): InboundEvent {
  const messages = objectsOf(field(body, 'messages'));
  if (messages.length === 0) return unread(body, 'no_messages');
  const attribution = attributionOf(messages);
  const key = deduplicationKeyOf(messages);
  return {
    type: 'botmaker.message',
    ...attribution,
    ...locationOf(body),
    ...(key && { deduplicationKey: key }),
    ...(attribution.author === 'customer' && {
      ...answerable(botmakerAddress(body), key ?? ['body', jsonDigest(body) ?? '']),
      ...(isTaken(messages) && { taken: true }),
    }),
  };
}

/** By what the body says. There is no field for it: these are the signs. */
export function isTaken(messages: readonly object[]): boolean {
  return messages.some(
    (message) =>
      authorOf(message) === 'operator' ||
      filledField(message, 'operatorId') !== undefined ||
      filledField(message, 'queue') !== undefined,
  );
}

/** A message of the customer takes precedence over messages of a bot or operator in the same notification. */
function attributionOf(messages: readonly object[]): Attribution {
  const authors = messages.map(authorOf);
  if (authors.includes('customer')) return BY_CUSTOMER;
  return byCompany(authors.includes('operator') ? 'operator' : 'bot');
}

/** `fromCustomer` is absent on all messages of the company. A message without an author is from the bot. */
export function authorOf(message: object): Author {
  const from = textField(message, 'from')?.toLowerCase();
  if (from === 'user' || isSet(message, 'fromCustomer')) return 'customer';
  return from === 'operator' || from === 'agent' ? 'operator' : 'bot';
}

/** A notification has no id. Its messages do: `_id_` or `_id`, in the two versions of the documentation. */
function deduplicationKeyOf(messages: readonly object[]): readonly string[] | undefined {
  const ids = messages.flatMap((message) => idField(message, '_id_') ?? idField(message, '_id') ?? []);
  return ids.length === messages.length ? ['message', ...ids] : undefined;
}

/** delivered and read are documented; sent, failed and error also occur. All are noise. */
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
