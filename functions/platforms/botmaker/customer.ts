// The customer in a Botmaker body. On WhatsApp the contact's id is the telephone number, or an id of a person who hides
// it.
import { type Customer, phoneDigits } from '../customer.ts';
import { filledField, idField } from '../fields.ts';

export function findBotmakerCustomer(body: unknown): Customer {
  const names = [filledField(body, 'firstName'), filledField(body, 'lastName')].filter(Boolean);
  return { name: names.join(' ') || undefined, phone: phoneDigits(idField(body, 'contactId')) };
}
