// Whom a Treble body is about: the telephone, at the top in what a flow posts, under `user` in the webhook centre's
// bodies. Nothing else in a body names a person in a way that could be found again.

import type { InboundEvent } from '../../core/delivery/event.ts';
import { contacts, phoneContact } from '../../core/person/contact.ts';
import { field, idField, textField } from '../fields.ts';

export function trebleContacts(body: unknown): Pick<InboundEvent, 'contacts'> {
  return contacts([...[body, field(body, 'user')].flatMap(phonesOf), phoneOf(idField(body, 'phone'))]);
}

/** Documented without the country's code; where it is there all the same, the cellphone alone is the number. */
function phonesOf(holder: unknown): (string | undefined)[] {
  const cellphone = idField(holder, 'cellphone');
  if (cellphone === undefined) return [];
  const code = (textField(holder, 'country_code') ?? '').replace(/\D/g, '');
  const whole = cellphone.startsWith('+') || (code !== '' && cellphone.startsWith(code));
  return [
    phoneOf(cellphone.startsWith('+') ? cellphone : code + cellphone),
    whole ? phoneOf(cellphone) : undefined,
  ];
}

const phoneOf = (text: string | undefined) => (text === undefined ? undefined : phoneContact(text));
