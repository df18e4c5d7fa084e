// The contact in a Chatwoot body: the sender of an incoming message, else the contact of the conversation.
import { type Customer, phoneDigits } from '../customer.ts';
import { field, filledField, objectField } from '../fields.ts';
import { personOf } from './person.ts';
import { conversationIn, messageIn, namedConversation } from './shape.ts';

export function findTrinoCustomer(body: unknown): Customer {
  const contact = contactIn(body);
  return { name: filledField(contact, 'name'), phone: phoneDigits(filledField(contact, 'phone_number')) };
}

export function contactIn(body: unknown): object | undefined {
  const message = messageIn(body);
  const conversation = namedConversation(body) ?? conversationIn(body);
  return (
    (personOf(message, 'sender') === 'customer' ? objectField(message, 'sender') : undefined) ??
    objectField(field(conversation, 'meta'), 'sender') ??
    objectField(body, 'contact')
  );
}
