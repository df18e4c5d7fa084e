// Reads events that are not about a message: conversation, contact, inbox, typing, widget. A conversation is the top
// level of its body, with the name of the event last and usually without an account.
// https://github.com/chatwoot/chatwoot/blob/develop/app/listeners/webhook_listener.rb
import type { InboundEvent } from '../../core/delivery/event.ts';
import { BY_PLATFORM, location } from '../attribution.ts';
import { jsonDigest, sameBody } from '../digest.ts';
import { field, filledField, idField, isSet, objectField, textField } from '../fields.ts';
import { changedNames } from './changed-attributes.ts';
import type { TrinoBody } from './message.ts';
import { personOf } from './person.ts';
import { accountOf, conversationId, conversationIn, locationOf, namedConversation } from './shape.ts';

type Reading = Omit<InboundEvent, 'type'>;

export function readConversation({ event, body, text }: TrinoBody): Reading {
  const conversation = conversationIn(body);
  const id = conversationId(conversation);
  const updatedAt = filledField(conversation, 'updated_at');
  const known = id !== undefined && updatedAt !== undefined;
  return {
    ...BY_PLATFORM,
    ...locationOf(body, conversation),
    deduplicationKey: known ? [event, accountOf(body, conversation), id, updatedAt] : sameBody(text),
  };
}

/** Each message changes the times of the conversation, so this event comes with every message. */
export function readConversationUpdate(delivery: TrinoBody): Reading {
  return { ...readConversation(delivery), noise: true };
}

/** Without id and time there is no deduplication: each event is new. */
export function readTyping({ body }: TrinoBody): Reading {
  return {
    ...BY_PLATFORM,
    author: personOf(body, 'user') ?? 'operator',
    private: isSet(body, 'is_private'),
    noise: true,
    ...locationOf(body, namedConversation(body)),
  };
}

/** The widget was opened. `id` identifies the contact in the inbox and is the same each time. */
export function readWidget({ event, body, text }: TrinoBody): Reading {
  const { conversation, channel } = locationOf(body, namedConversation(body));
  const info = field(body, 'event_info');
  const at = filledField(field(info, 'initiated_at'), 'timestamp') ?? filledField(info, 'initiated_at');
  const source = filledField(body, 'source_id');
  const known = source !== undefined && at !== undefined;
  return {
    ...BY_PLATFORM,
    author: 'customer',
    noise: true,
    ...location(conversation ?? contactLocation(objectField(body, 'contact')), channel),
    deduplicationKey: known ? [event, accountOf(body), source, at] : sameBody(text),
  };
}

const contactLocation = (contact: unknown) => {
  const id = idField(contact, 'id');
  return id === undefined ? undefined : ['trino', 'contact', id];
};

/** Each message of a contact changes its last_activity_at. */
export function readContactEvent(delivery: TrinoBody): Reading {
  const contact = subjectOf(delivery.body);
  const changed = changedNames(field(delivery.body, 'changed_attributes'));
  const relevant = changed.filter((name) => name !== 'updated_at');
  return {
    ...BY_PLATFORM,
    noise: relevant.length > 0 && relevant.every((name) => name === 'last_activity_at'),
    ...location(contactLocation(contact), undefined),
    deduplicationKey: deduplicationKeyOfSubject(delivery, contact),
  };
}

export function readInbox(delivery: TrinoBody): Reading {
  const inbox = subjectOf(delivery.body);
  const id = idField(inbox, 'id');
  return {
    ...BY_PLATFORM,
    ...location(id === undefined ? undefined : ['trino', 'inbox', id], id),
    deduplicationKey: deduplicationKeyOfSubject(delivery, inbox),
  };
}

const subjectOf = (body: unknown) => objectField(body, 'data') ?? body;

/** A creation happens once. An update is identified by its changes, which include its time. */
function deduplicationKeyOfSubject(
  { event, shape, body, text }: TrinoBody,
  subject: unknown,
): readonly string[] {
  const id = idField(subject, 'id');
  if (id === undefined) return sameBody(text);
  const parts = [event, accountOf(body, subject), id];
  if (shape.endsWith('_created')) return parts;
  const changed = field(body, 'changed_attributes');
  const state = changed === undefined ? textField(subject, 'updated_at') : jsonDigest(changed);
  return state === undefined ? sameBody(text) : [...parts, state];
}
