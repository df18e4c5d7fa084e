// The person that an event is about, in one spelling: platforms write one person in different ways, and each must become the
// same digest.

/**
 * `tel:573001234567`, `mailto:ana@example.com`, `bsuid:CO.8f3b2`, or `id:…` and `identifier:…`, which count within one
 * source.
 */
export type Contact = string;

/** A body names a person in two or three ways. A limit, because a job has little room. */
const MOST = 6;
const MAX_LENGTH = 200;

/**
 * Digits alone, the country's code first. Mobile numbers of three countries have a digit that WhatsApp has for some
 * people and not for others: Mexico's 1 after 52, Argentina's 9 after 54, Brazil's 9 after the area.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/phone-numbers
 */
function phoneContact(text: string): Contact | undefined {
  // Bridges name people as WhatsApp's own protocol does: 573001234567:2@s.whatsapp.net.
  const number = text.replace(/(?::\d+)?@(?:s\.whatsapp\.net|c\.us)$/, '');
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

/**
 * WhatsApp's id for a person who hides the telephone number: a business-scoped user id (BSUID). It is an opaque text,
 * so nothing of it is changed, and upper and lower case count. `CO.ENT.…` is the id that several businesses of one
 * owner share.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
const BUSINESS_SCOPED = /^[A-Z]{2}\.(ENT\.)?[A-Z\d]{1,128}$/i;

/** A telephone number, an e-mail address or a BSUID: the same person on every platform. */
export function readContact(text = ''): Contact | undefined {
  // Chatwoot's inboxes of Twilio name the channel too: whatsapp:+573001234567.
  const name = text.trim().replace(/^whatsapp:/, '');
  if (BUSINESS_SCOPED.test(name)) return `bsuid:${name}`;
  return phoneContact(name) ?? (/^[^\s@]+@[^\s@]+$/.test(name) ? `mailto:${name.toLowerCase()}` : undefined);
}

/** What a field says of a person, where it may be one of these, or the platform's own id. */
export function contactOrId(text: string | undefined, kind: 'id' | 'identifier'): Contact | undefined {
  return text === undefined ? undefined : (readContact(text) ?? `${kind}:${text}`);
}

export const isBusinessScoped = (contact: Contact): boolean => contact.startsWith('bsuid:');

/** Whether it identifies a person only within its source. */
export const isOfSource = (contact: Contact): boolean => /^id/.test(contact);

/** For an event: those that are known, each once. */
export function contacts(named: readonly (Contact | undefined)[]): { contacts?: readonly Contact[] } {
  const known = named.flatMap((one) => (one === undefined || one.length > MAX_LENGTH ? [] : [one]));
  return known.length > 0 ? { contacts: [...new Set(known)].slice(0, MOST) } : {};
}
