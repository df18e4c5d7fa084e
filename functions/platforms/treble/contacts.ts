// Finds the person in a Treble body: the telephone and WhatsApp's business-scoped user id, at the top level in flow
// webhooks, under `user` in the webhook centre. Either may be missing. No other field identifies a person reliably.

import type { InboundEvent } from '../../core/delivery/event.ts';
import { contacts, readContact } from '../../core/person/contact.ts';
import { field, idField, textField } from '../fields.ts';

export function trebleContacts(body: unknown): Pick<InboundEvent, 'contacts'> {
  return contacts([...[body, field(body, 'user')].flatMap(contactsIn), readContact(idField(body, 'phone'))]);
}

/**
 * A cellphone is documented without the country code. With the code or a plus, cellphone alone can be the number too.
 */
function contactsIn(holder: unknown): (string | undefined)[] {
  const cellphone = idField(holder, 'cellphone') ?? '';
  const code = (textField(holder, 'country_code') ?? '').replace(/\D/g, '');
  const isComplete = cellphone.startsWith('+') || cellphone.startsWith(code);
  return [
    readContact(code + cellphone),
    readContact(isComplete ? cellphone : ''),
    readContact(idField(holder, 'business_scope_id')),
  ];
}
