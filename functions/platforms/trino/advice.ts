// Advice for the operator when Trino AI refuses a call of an answer.
import type { Advice } from '../../core/reason/advice.ts';

export const trinoRefused = (status: number): Advice => ({
  summary: `Trino AI refused a call of the answer (${status})`,
  action:
    'What came before it in the answer was sent, and what follows it was not. 404: the conversation was deleted, or the source’s key is of another account. 422: Chatwoot does not take the message, or an attribute, as it is. Look into the conversation, because a message may stand there all the same. If the cause is mended, replay, which sends the rest; if not, dismiss the entry.',
});
