// Finds the contact in a Chatwoot body, in every place where one can be. Agents and bots use the same fields and are
// left out: the erasure of a person must not delete what an agent wrote to others.

import type { InboundEvent } from '../../core/delivery/event.ts';
import { contactOrId, contacts, readContact } from '../../core/person/contact.ts';
import { field, filledField, idField, objectField } from '../fields.ts';
import { personOf } from './person.ts';
import { conversationIn, messageIn, namedConversation } from './shape.ts';

/** `event`: the event of the body, without the prefix `automation_event.`. */
export function trinoContacts(event: string, body: unknown): Pick<InboundEvent, 'contacts'> {
  const conversation = namedConversation(body) ?? conversationIn(body);
  const message = messageIn(body);
  const inbox = objectField(conversation, 'contact_inbox');
  const people = [
    customerIn(message, 'sender'),
    customerIn(body, 'sender'),
    customerIn(body, 'user'),
    customerIn(message, 'user'),
    field(field(conversation, 'meta'), 'sender'),
    field(body, 'contact'),
    event.startsWith('contact_') ? (objectField(body, 'data') ?? body) : {},
  ];
  return contacts([
    ...people.flatMap(namesOf),
    idOf(idField(inbox, 'contact_id')),
    readContact(filledField(inbox, 'source_id')),
  ]);
}

const customerIn = (holder: unknown, name: 'sender' | 'user') =>
  personOf(holder, name) === 'customer' ? field(holder, name) : {};

function namesOf(person: unknown): (string | undefined)[] {
  const known = [filledField(person, 'phone_number'), filledField(person, 'email')];
  return [
    idOf(idField(person, 'id')),
    ...known.map(readContact),
    contactOrId(idField(person, 'identifier'), 'identifier'),
  ];
}

/** An id of Chatwoot, never a telephone number, even a long one. */
const idOf = (id: string | undefined) => (id === undefined ? undefined : `id:${id}`);
