// Finds the person in a Treble body: the telephone, at the top level in flow webhooks, under `user` in the webhook
// centre. No other field identifies a person reliably.

import type { InboundEvent } from '../../core/delivery/event.ts';
import { contacts, phoneContact } from '../../core/person/contact.ts';
import { field, idField, textField } from '../fields.ts';

export function trebleContacts(body: unknown): Pick<InboundEvent, 'contacts'> {
  return contacts([...[body, field(body, 'user')].flatMap(phonesOf), phoneOf(idField(body, 'phone'))]);
}

/** Documented without the country code. If the code is there, cellphone alone is the number. */
function phonesOf(holder: unknown): (string | undefined)[] {
  const cellphone = idField(holder, 'cellphone');
  if (cellphone === undefined) return [];
  const code = (textField(holder, 'country_code') ?? '').replace(/\D/g, '');
  const isComplete = cellphone.startsWith('+') || (code !== '' && cellphone.startsWith(code));
  return [
    phoneOf(cellphone.startsWith('+') ? cellphone : code + cellphone),
    isComplete ? phoneOf(cellphone) : undefined,
  ];
}

const phoneOf = (text: string | undefined) => (text === undefined ? undefined : phoneContact(text));
