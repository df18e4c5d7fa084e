// Where an answer goes in Botmaker: the chat, as the webhook of the customer's message names it.
import { type Output, object, optional, string } from '../../runtime/schema.ts';
import { idField, textField } from '../fields.ts';

/**
 * Either the chat's id, or channel and contact. Made by a function, so that a bundle that only writes addresses has
 * no schema.
 */
const addressSchema = () =>
  object({
    chatId: optional(string),
    channelId: optional(string),
    contactId: optional(string),
    /** When the customer's session began. A new session ends a hand-over. */
    visit: optional(string),
  });

export type BotmakerAddress = Output<ReturnType<typeof addressSchema>>;

/** Real ones are much shorter. A longer one could fill a queue message. */
const MAX_LENGTH = 1000;

/**
 * Undefined if the body does not name the chat. `customerId` is the API's chatId, and needs no telephone number.
 * Without it the contact goes as it came: a BSUID with its prefix changed, or a number with a plus, opens another chat.
 */
export function botmakerAddress(body: unknown): string | undefined {
  const chatId = idField(body, 'customerId');
  const [channelId, contactId] = [idField(body, 'chatChannelId'), idField(body, 'contactId')];
  if (chatId === undefined && (channelId === undefined || contactId === undefined)) return undefined;
  const chat = chatId === undefined ? { channelId, contactId } : { chatId };
  const text = JSON.stringify({ ...chat, visit: botmakerVisit(body) });
  return text.length <= MAX_LENGTH ? text : undefined;
}

export const botmakerVisit = (body: unknown): string | undefined => textField(body, 'sessionCreationTime');

/** @throws {SchemaError} for what is no address of this version. */
export const readBotmakerAddress = (text: string): BotmakerAddress => addressSchema()(JSON.parse(text));
