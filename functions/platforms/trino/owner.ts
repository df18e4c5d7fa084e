// Who has a Chatwoot conversation, by its status and its assignee. With a bot connected to the inbox it is the bot's
// while it is pending; without one it is open from the start, and is a person's once one is assigned. A body does not
// tell whether a bot is connected, so an open conversation without an assignee is nobody's here: signs.ts notices when
// it is opened.
// https://github.com/chatwoot/chatwoot/blob/develop/app/presenters/conversations/event_data_presenter.rb
import { field, objectField, textField } from '../fields.ts';

export const conversationStatus = (conversation: unknown): string | undefined =>
  textField(conversation, 'status')?.toLowerCase();

/** Newer versions assign bots too: `agent_bot` in the assignee, `AgentBot` beside it. */
export function assigneeOf(conversation: unknown): 'person' | 'bot' | undefined {
  const meta = field(conversation, 'meta');
  const assignee = objectField(meta, 'assignee');
  if (!assignee) return undefined;
  const type = textField(assignee, 'type') ?? textField(meta, 'assignee_type') ?? '';
  return /bot|captain|assistant/i.test(type) ? 'bot' : 'person';
}

/** By what the body of a customer's message says, a person has the conversation, or nobody is to go on with it. */
export function isTaken(conversation: unknown): boolean {
  const status = conversationStatus(conversation);
  return assigneeOf(conversation) === 'person' || status === 'resolved' || status === 'snoozed';
}
