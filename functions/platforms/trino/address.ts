// Where an answer goes in Chatwoot: account and conversation. With them go the custom attributes of the conversation,
// as the webhook has them: a call replaces them all, so ours are added to these.
import { check, type Output, object, optional, string } from '../../runtime/schema.ts';
import { sortedJson } from '../digest.ts';
import { objectField } from '../fields.ts';
import { accountOf, conversationId, messageIn, namedConversation } from './shape.ts';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Made by a function, so that a bundle that only writes addresses has no schema. */
const addressSchema = () =>
  object({
    account: string,
    /** The number that agents see. */
    conversation: string,
    /** Absent: the body has none, or too many. */
    attributes: optional(check(isObject, 'must be an object')),
  });

export type TrinoAddress = Output<ReturnType<typeof addressSchema>>;

/** Real ids are much shorter. */
const MAX_ID_LENGTH = 100;

/** It is part of a queue's message and of a session. */
const MAX_ATTRIBUTES_BYTES = 16 * 1024;

/** Undefined if the body of a message does not name account and conversation. */
export function trinoAddress(body: unknown): string | undefined {
  const message = messageIn(body);
  const conversation = namedConversation(body);
  const account = accountOf(body, message);
  const id = conversationId(conversation, message);
  if (account === '' || id === undefined || Math.max(account.length, id.length) > MAX_ID_LENGTH)
    return undefined;
  const attributes = objectField(conversation, 'custom_attributes');
  const json = attributes && sortedJson(attributes);
  const isShort = json !== undefined && Buffer.byteLength(json) <= MAX_ATTRIBUTES_BYTES;
  return `{"account":${JSON.stringify(account)},"conversation":${JSON.stringify(id)}${isShort ? `,"attributes":${json}` : ''}}`;
}

/** @throws {SchemaError} for what is no address of this version. */
export const readTrinoAddress = (text: string): TrinoAddress => addressSchema()(JSON.parse(text));
