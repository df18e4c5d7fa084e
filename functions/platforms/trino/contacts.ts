// Whom a Chatwoot body is about: the contact, wherever it stands. Agents and bots sign in the same places and are
// left out: what a customer's erasure takes away must not take what an agent wrote to others.

import type { InboundEvent } from '../../core/delivery/event.ts';
import { contactOrId, contacts, readContact } from '../../core/person/contact.ts';
import { field, filledField, idField, objectField } from '../fields.ts';
import { personOf } from './person.ts';
import { conversationIn, messageIn, namedConversation } from './shape.ts';

/** `event`: what the body says it is, without its `automation_event.`. */
export function trinoContacts(event: string, body: unknown): Pick<InboundEvent, 'contacts'> {
  const conversation = namedConversation(body) ?? conversationIn(body);
  const message = messageIn(body);
  const inbox = objectField(conversation, 'contact_inbox');
  const people = [
    ...[message, body].map((holder) =>
      personOf(holder, 'sender') === 'customer' ? field(holder, 'sender') : {},
    ),
    ...[body, message].map((holder) =>
      personOf(holder, 'user') === 'customer' ? field(holder, 'user') : {},
    ),
    field(field(conversation, 'meta'), 'sender'),
    field(body, 'contact'),
    event.startsWith('contact_') ? (objectField(body, 'data') ?? body) : {},
  ];
  return contacts([
    ...people.flatMap(namesOf),
    idOf(idField(inbox, 'contact_id')),
    readContact(filledField(inbox, 'source_id') ?? ''),
  ]);
}

function namesOf(person: unknown): (string | undefined)[] {
  const known = [filledField(person, 'phone_number'), filledField(person, 'email')];
  return [
    idOf(idField(person, 'id')),
    ...known.map((text) => readContact(text ?? '')),
    contactOrId(idField(person, 'identifier'), 'identifier'),
  ];
}

/** A number of Chatwoot's own: never a telephone's, however long. */
const idOf = (id: string | undefined) => (id === undefined ? undefined : `id:${id}`);
