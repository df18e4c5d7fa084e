// The custom attributes of a Chatwoot conversation, then those of its contact.
import { field, filledField } from '../fields.ts';
import { contactIn } from './customer.ts';
import { conversationIn, namedConversation } from './shape.ts';

export function findTrinoVariable(body: unknown, name: string): string | undefined {
  const conversation = namedConversation(body) ?? conversationIn(body);
  const holders = [conversation, contactIn(body)];
  return holders.map((holder) => filledField(field(holder, 'custom_attributes'), name)).find(Boolean);
}
