// Reads message_created and message_updated. An update does not name the change: a tick, an edit, a deletion, or the
// answer of the customer to buttons or a form, which Chatwoot stores in the *outgoing* message with the question.
// conversation.messages has the last public message, which can be another one.
// https://github.com/chatwoot/chatwoot/blob/develop/app/models/message.rb
import type { InboundEvent } from '../../core/delivery/event.ts';
import { answerable } from '../answerable.ts';
import { type Attribution, BY_CUSTOMER, BY_PLATFORM, byCompany } from '../attribution.ts';
import { jsonDigest, sameBody } from '../digest.ts';
import { field, holdsSomething, idField, isSet, textField } from '../fields.ts';
import { trinoAddress } from './address.ts';
import { isTaken } from './owner.ts';
import { authorOfOutgoing, personOf } from './person.ts';
import { accountOf, locationOf, messageIn, namedConversation } from './shape.ts';

/** In numeric order: the nested form of a message has the number. */
const TYPES = ['incoming', 'outgoing', 'activity', 'template'] as const;
type MessageType = (typeof TYPES)[number];

/** The fields that form the state of a message, in addition to its status. */
const STATE = ['content', 'content_attributes', 'attachments'];

export interface TrinoBody {
  /** The name in the body, for example `automation_event.message_created`. */
  readonly event: string;
  /** The name that determines the shape: `message_created`. */
  readonly shape: string;
  readonly body: unknown;
  readonly text: string;
}

export function readMessage(delivery: TrinoBody): Omit<InboundEvent, 'type'> {
  const { body } = delivery;
  const message = messageIn(body);
  const conversation = namedConversation(body);
  const status = statusOf(message, conversation);
  const attribution = attributionOf(delivery.shape === 'message_updated', message, status);
  const key = deduplicationKeyOf(delivery, message, status);
  return {
    ...attribution,
    ...locationOf(body, conversation, message),
    ...(key && { deduplicationKey: key }),
    ...(deservesAnswer(delivery, message, attribution) && {
      ...answerable(trinoAddress(body), key ?? sameBody(delivery.text)),
      ...(isTaken(conversation) && { taken: true }),
    }),
  };
}

/**
 * A new message of the customer, or an answer to buttons or a form. A rating comes after the conversation. A rule's
 * webhook repeats what an account's webhook says too.
 */
function deservesAnswer(
  { event, shape }: TrinoBody,
  message: unknown,
  { author, private: isPrivate }: Attribution,
): boolean {
  if (author !== 'customer' || isPrivate || event !== shape) return false;
  if (textField(message, 'content_type') === 'input_csat') return false;
  return (
    shape === 'message_created' || holdsSomething(field(message, 'content_attributes'), 'submitted_values')
  );
}

function attributionOf(updated: boolean, message: unknown, status: string | undefined): Attribution {
  const type = typeOf(message);
  const attributes = field(message, 'content_attributes');
  const isPrivate = isSet(message, 'private');
  if (type === 'incoming') return { ...BY_CUSTOMER, private: isPrivate };
  if (type !== 'outgoing' && type !== 'template') return { ...BY_PLATFORM, private: isPrivate };
  if (updated && isAnswered(attributes)) return BY_CUSTOMER;
  if (updated && !isPrivate && !isMarked(message, attributes))
    return { ...BY_PLATFORM, noise: status !== 'failed' && !holdsSomething(attributes, 'external_error') };
  return { ...byCompany(type === 'outgoing' ? authorOfOutgoing(message) : 'bot'), private: isPrivate };
}

export function typeOf(message: unknown): MessageType | undefined {
  const text = textField(message, 'message_type')?.trim().toLowerCase();
  const known = TYPES.find((type, number) => text === type || text === String(number));
  if (known) return known;
  const sender = personOf(message, 'sender');
  return sender && (sender === 'customer' ? 'incoming' : 'outgoing');
}

function isAnswered(attributes: unknown): boolean {
  return holdsSomething(attributes, 'submitted_values') || holdsSomething(attributes, 'submitted_email');
}

/**
 * A tick sets no mark. Other changes of an outgoing message do: a deletion, a voice call. A failure is rare and useful
 * to a processor, so it is not noise either.
 */
function isMarked(message: unknown, attributes: unknown): boolean {
  return isSet(attributes, 'deleted') || textField(message, 'content_type') === 'voice_call';
}

/** Some forks put the status in the message. Chatwoot puts it only in the nested copy of the last message. */
export function statusOf(message: unknown, conversation: unknown): string | undefined {
  const status = textField(message, 'status');
  const id = idField(message, 'id');
  if (status !== undefined || id === undefined) return status;
  const messages = field(conversation, 'messages');
  const copy = Array.isArray(messages) && messages.find((nested: unknown) => idField(nested, 'id') === id);
  return copy ? textField(copy, 'status') : undefined;
}

/**
 * A message is created once. Two updates are equal if the state after them is equal: two ticks of an old message can
 * count as one, which is harmless. Without an id there is no deduplication: two customers can both write "yes".
 */
function deduplicationKeyOf(
  { event, shape, body, text }: TrinoBody,
  message: unknown,
  status: string | undefined,
): readonly string[] | undefined {
  const id = idField(message, 'id');
  if (id === undefined) return undefined;
  const parts = [event, accountOf(body, message), id];
  if (shape !== 'message_updated') return parts;
  // The ticks of a message that the customer has answered are not new answers.
  const tick = isAnswered(field(message, 'content_attributes')) ? undefined : status;
  const state = jsonDigest([tick, ...STATE.map((name) => field(message, name))]);
  return state === undefined ? sameBody(text) : [...parts, state];
}
