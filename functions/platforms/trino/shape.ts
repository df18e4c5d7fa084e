// Finds the parts of a Chatwoot body. The real places differ from the documentation, and bridges and forks wrap the
// message in `message` or `data`; each function here tries all places. Ids are integers or text, and 0 is a valid id.
// https://www.chatwoot.com/docs/product/others/webhook-events

import { type Location, location } from '../attribution.ts';
import { field, idField, objectField } from '../fields.ts';

/** The message that has a type, in any of its possible places. A conversation has no such field. */
export function typedMessage(body: unknown): unknown {
  return [body, ...wrappings(body)].find((candidate) => field(candidate, 'message_type') !== undefined);
}

/** The message of a message event, also without a type. */
export function messageIn(body: unknown): unknown {
  return typedMessage(body) ?? wrappings(body).find(Boolean) ?? body;
}

function wrappings(body: unknown): (object | undefined)[] {
  const data = objectField(body, 'data');
  return [objectField(body, 'message'), objectField(data, 'message'), data];
}

/** A conversation in a named field. */
export function namedConversation(body: unknown): object | undefined {
  const inside = [body, ...wrappings(body)].map((candidate) => objectField(candidate, 'conversation'));
  return inside.find(Boolean) ?? objectField(body, 'current_conversation');
}

/** The conversation of a conversation event: the body itself can be the conversation. */
export function conversationIn(body: unknown): unknown {
  return namedConversation(body) ?? objectField(body, 'data') ?? body;
}

/** The number that agents see. Documented as display_id, but real bodies have it in `id`. */
export function conversationId(conversation: unknown, message?: unknown): string | undefined {
  return (
    idField(conversation, 'display_id') ?? idField(conversation, 'id') ?? idField(message, 'conversation_id')
  );
}

/** Display ids repeat in other accounts, and many bodies do not name the account: only the URL identifies it. */
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

/** Empty if the body does not name one, as in most conversation events. */
export function accountOf(body: unknown, holder?: unknown): string {
  const [outside, inside] = [body, holder].map(
    (candidate) => idField(field(candidate, 'account'), 'id') ?? idField(candidate, 'account_id'),
  );
  return outside ?? inside ?? '';
}
