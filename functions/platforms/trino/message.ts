// message_created and message_updated. An update is sent for any change and does not say which: a tick, an edit,
// a deletion, the customer's answer to buttons or a form, which Chatwoot stores in the *outgoing* message that
// asked. conversation.messages holds the last public message, which need not be the one that is announced.
// https://github.com/chatwoot/chatwoot/blob/develop/app/models/message.rb
import type { InboundEvent } from '../../core/delivery/event.ts';
import { type Attribution, BY_CUSTOMER, BY_PLATFORM, byCompany } from '../attribution.ts';
import { jsonDigest, sameBody } from '../digest.ts';
import { field, holdsSomething, idField, isSet, textField } from '../fields.ts';
import { authorOfOutgoing, personOf } from './person.ts';
import { accountOf, locationOf, messageIn, namedConversation } from './shape.ts';

/** In the order of their numbers, which the nested form of a message has instead. */
const TYPES = ['incoming', 'outgoing', 'activity', 'template'] as const;
type MessageType = (typeof TYPES)[number];

/** What makes the state of a message, beside its status. */
const STATE = ['content', 'content_attributes', 'attachments'];

export interface TrinoBody {
  /** As the platform names it, `automation_event.message_created` included. */
  readonly event: string;
  /** What decides the shape: `message_created`. */
  readonly shape: string;
  readonly body: unknown;
  readonly text: string;
}

export function readMessage(delivery: TrinoBody): Omit<InboundEvent, 'type'> {
  const { body } = delivery;
  const message = messageIn(body);
  const conversation = namedConversation(body);
  const status = statusOf(message, conversation);
  return {
    ...attributionOf(delivery.shape === 'message_updated', message, status),
    ...locationOf(body, conversation, message),
    ...deduplicationKeyOf(delivery, message, status),
  };
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

function typeOf(message: unknown): MessageType | undefined {
  const said = textField(message, 'message_type')?.trim().toLowerCase();
  const known = TYPES.find((type, number) => said === type || said === String(number));
  if (known) return known;
  const sender = personOf(message, 'sender');
  return sender && (sender === 'customer' ? 'incoming' : 'outgoing');
}

function isAnswered(attributes: unknown): boolean {
  return holdsSomething(attributes, 'submitted_values') || holdsSomething(attributes, 'submitted_email');
}

/**
 * Nothing marks a tick, but what else changes a message of ours leaves a mark: a deletion, a call's course. A
 * failure is about as rare as they are, and something that work can be done on, so it is no noise either.
 */
function isMarked(message: unknown, attributes: unknown): boolean {
  return isSet(attributes, 'deleted') || textField(message, 'content_type') === 'voice_call';
}

/** Some forks send it with the message; upstream, only the nested copy has it, while it is the last message. */
function statusOf(message: unknown, conversation: unknown): string | undefined {
  const said = textField(message, 'status');
  const id = idField(message, 'id');
  if (said !== undefined || id === undefined) return said;
  const messages = field(conversation, 'messages');
  const copy = Array.isArray(messages) && messages.find((nested: unknown) => idField(nested, 'id') === id);
  return copy ? textField(copy, 'status') : undefined;
}

/**
 * A message is created once. An update is the same as another if it leaves the message in the same state: two
 * ticks of an old message may become one, which is harmless. Without an id nothing is the same: two customers'
 * "yes" must not become one.
 */
function deduplicationKeyOf(
  { event, shape, body, text }: TrinoBody,
  message: unknown,
  status: string | undefined,
): Pick<InboundEvent, 'deduplicationKey'> {
  const id = idField(message, 'id');
  if (id === undefined) return {};
  const parts = [event, accountOf(body, message), id];
  if (shape !== 'message_updated') return { deduplicationKey: parts };
  const state = jsonDigest([status, ...STATE.map((name) => field(message, name))]);
  return { deduplicationKey: state === undefined ? sameBody(text) : [...parts, state] };
}
