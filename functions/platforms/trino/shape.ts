// Where things lie in a Chatwoot body. The documented places are not the real ones, and bridges and forks wrap
// the message in `message` or `data`; each look-up here knows all of them. Ids come as integers or text, and 0 is
// an id like any other.
// https://www.chatwoot.com/docs/product/others/webhook-events

import { type Location, location } from '../attribution.ts';
import { field, idField, objectField } from '../fields.ts';

/** Of the places where a message can be, the one that says its type. A conversation has no such field. */
export function typedMessage(body: unknown): unknown {
  return [body, ...wrappings(body)].find((candidate) => field(candidate, 'message_type') !== undefined);
}

/** The message of a message event, also one that does not say its type. */
export function messageIn(body: unknown): unknown {
  return typedMessage(body) ?? wrappings(body).find(Boolean) ?? body;
}

function wrappings(body: unknown): (object | undefined)[] {
  const data = objectField(body, 'data');
  return [objectField(body, 'message'), objectField(data, 'message'), data];
}

/** A conversation that has a field of its own. */
export function namedConversation(body: unknown): object | undefined {
  const inside = [body, ...wrappings(body)].map((candidate) => objectField(candidate, 'conversation'));
  return inside.find(Boolean) ?? objectField(body, 'current_conversation');
}

/** The conversation of an event about one: such a body is the conversation. */
export function conversationIn(body: unknown): unknown {
  return namedConversation(body) ?? objectField(body, 'data') ?? body;
}

/** The number that agents see. Documented as display_id; really `id` holds it, in the conversation that is sent. */
export function conversationId(conversation: unknown, message?: unknown): string | undefined {
  return (
    idField(conversation, 'display_id') ?? idField(conversation, 'id') ?? idField(message, 'conversation_id')
  );
}

/** Display ids repeat across accounts, and many bodies name no account: which it is, only the URL tells. */
export function locationOf(body: unknown, conversation: unknown, message?: unknown): Location {
  const id = conversationId(conversation, message);
  return location(id === undefined ? undefined : ['trino', id], inboxOf(message, body, conversation));
}

function inboxOf(...holders: readonly unknown[]): string | undefined {
  for (const holder of holders) {
    const id =
      idField(field(holder, 'inbox'), 'id') ??
      idField(holder, 'inbox_id') ??
      idField(field(holder, 'contact_inbox'), 'inbox_id');
    if (id !== undefined) return id;
  }
  return undefined;
}

/** Empty where the body names none, as most events about conversations do. */
export function accountOf(body: unknown, holder?: unknown): string {
  const [outside, inside] = [body, holder].map(
    (named) => idField(field(named, 'account'), 'id') ?? idField(named, 'account_id'),
  );
  return outside ?? inside ?? '';
}
