// The person that an event is about, in one spelling: platforms write one person in different ways, and each must become the
// same digest.

/** `tel:573001234567`, `mailto:ana@example.com`, or `id:…` and `identifier:…`, which count within one source. */
export type Contact = string;

/** A body names a person in two or three ways. A limit, because a job has little room. */
const MOST = 6;
const MAX_LENGTH = 200;

/**
 * Digits alone, the country's code first. Mobile numbers of three countries have a digit that WhatsApp has for some
 * people and not for others: Mexico's 1 after 52, Argentina's 9 after 54, Brazil's 9 after the area.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/phone-numbers
 */
export function phoneContact(text: string): Contact | undefined {
  // Bridges name people as WhatsApp's own protocol does: 573001234567:2@s.whatsapp.net.
  const number = text.trim().replace(/(?::\d+)?@(?:s\.whatsapp\.net|c\.us)$/, '');
  if (!/^\(?[+\d(][\d\s().-]*$/.test(number)) return undefined;
  const digits = number
    .replace(/\D/g, '')
    .replace(/^00/, '')
    .replace(/^521(?=\d{10}$)/, '52')
    .replace(/^549(?=\d{10}$)/, '54')
    .replace(/^(55\d\d)9(?=[6-9]\d{7}$)/, '$1');
  // E.164 ends at 15 digits; what is shorter than 8 has no country's code.
  return digits.length >= 8 && digits.length <= 15 ? `tel:${digits}` : undefined;
}

/** A telephone number or an e-mail address: the same person on every platform. */
export function readContact(text: string): Contact | undefined {
  const email = /^[^\s@]+@[^\s@]+$/.test(text.trim());
  return phoneContact(text) ?? (email ? `mailto:${text.trim().toLowerCase()}` : undefined);
}

/** What a field says of a person, where it may be a number, an address, or the platform's own id. */
export function contactOrId(text: string | undefined, kind: 'id' | 'identifier'): Contact | undefined {
  return text === undefined ? undefined : (readContact(text) ?? `${kind}:${text}`);
}

/** Whether it identifies a person only within its source. */
export const isOfSource = (contact: Contact): boolean => /^id/.test(contact);

/** For an event: those that are known, each once. */
export function contacts(named: readonly (Contact | undefined)[]): { contacts?: readonly Contact[] } {
  const known = named.flatMap((one) => (one === undefined || one.length > MAX_LENGTH ? [] : [one]));
  return known.length > 0 ? { contacts: [...new Set(known)].slice(0, MOST) } : {};
}
