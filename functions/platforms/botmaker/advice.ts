// Advice for the operator when Botmaker refuses a call of an answer.
import type { Advice } from '../../core/reason/advice.ts';

export const botmakerRefused = (status: number): Advice => ({
  summary: `Botmaker refused a call of the answer (${status})`,
  action:
    'What came before it in the answer was sent, and what follows it was not. The usual causes: an intent that the bot does not have (name it by its id), a kind of file that the channel does not take, or a chat that Botmaker has put away after two months. Look into the chat. If the cause is mended, replay, which sends the rest; if not, dismiss the entry.',
});
