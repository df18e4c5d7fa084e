// The customer in a Treble body: at the top level in flow webhooks, under `user` in the webhook centre. No field of
// Treble has a name: it is a variable of the session, if the flow asks for it.
import { type Customer, phoneDigits } from '../customer.ts';
import { field, idField, textField } from '../fields.ts';

export function findTrebleCustomer(body: unknown): Customer {
  const phones = [phoneIn(body), phoneIn(field(body, 'user')), phoneDigits(idField(body, 'phone'))];
  return { name: undefined, phone: phones.find(Boolean) };
}

/** The longest numbers of Latin America, with the code of the country. */
const USUAL_DIGITS = 13;

/** A cellphone is documented without the code of the country. Some bodies have it with the code, or with a plus. */
function phoneIn(holder: unknown): string | undefined {
  const cellphone = idField(holder, 'cellphone');
  if (cellphone === undefined) return undefined;
  const code = (textField(holder, 'country_code') ?? '').replace(/\D/g, '');
  const hasCode = cellphone.startsWith(code) && (code + cellphone).length > USUAL_DIGITS;
  return phoneDigits(cellphone.startsWith('+') || hasCode ? cellphone : code + cellphone);
}
