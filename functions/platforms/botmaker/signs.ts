// What Botmaker's webhooks say about a chat that is answered. The status of a message sent by API returns our
// `webhookPayload` as `clientPayload`; a message of the bot has only its text. Nothing names who has the chat: the
// operator's entries, a queue, and the operator's id are the signs.
import { field, filledField, holdsSomething, objectsOf, textField } from '../fields.ts';
import type { PlatformSigns, Sign } from '../platform-signs.ts';
import { botmakerVisit } from './address.ts';
import { authorOf, isTaken } from './inbound.ts';

export const botmakerSigns: PlatformSigns = {
  read({ type }, body) {
    if (type === 'botmaker.status') return readStatus(body);
    return type === 'botmaker.message' ? readMessages(body) : undefined;
  },

  /** A new session of the customer begins with the bot. */
  isBots(body, silence) {
    const visit = botmakerVisit(body);
    if (visit === undefined) return false;
    return silence.visit === undefined ? Date.parse(visit) > silence.atMs : visit !== silence.visit;
  },
};

const STATUS = { sent: 'sent', delivered: 'delivered', read: 'read' } as const;

/** delivered and read are documented. A send after WhatsApp's 24 hours is accepted, and fails here. */
function readStatus(body: unknown): Sign | undefined {
  const marker = filledField(body, 'clientPayload');
  if (marker === undefined) return undefined;
  const word = textField(body, 'status')?.toLowerCase() ?? '';
  const known = Object.hasOwn(STATUS, word) ? STATUS[word as keyof typeof STATUS] : undefined;
  const hasFailed =
    /fail|error/.test(word) || holdsSomething(body, 'error') || holdsSomething(body, 'reason');
  return { echo: { marker, status: hasFailed ? 'failed' : (known ?? 'sent') } };
}

/** Without an id: a notification's `txId` is that of our call only for templates. */
function readMessages(body: unknown): Sign | undefined {
  const messages = objectsOf(field(body, 'messages'));
  const authors = messages.map(authorOf);
  const isPersons = isTaken(messages);
  const text = authors.includes('operator')
    ? undefined
    : messages
        .filter((_, at) => authors[at] === 'bot')
        .map((one) => textField(one, 'message'))
        .find(Boolean);
  const visit = botmakerVisit(body);
  if (text === undefined && !isPersons) return undefined;
  return {
    ...(text !== undefined && { echo: { text, status: 'sent' } }),
    ...(isPersons && { turn: 'person', ...(visit !== undefined && { visit }) }),
  };
}
