// What an operator does about Treble's refusal of a session update.
import type { Advice } from '../../core/reason/advice.ts';

export const trebleRefused = (status: number): Advice => ({
  summary: `Treble refused to continue the conversation (${status})`,
  action:
    'Either no conversation stood at a [REQUEST_TRIGGER] block: then paste the URL of a source that does not wait into that webhook. Or the update overtook the flow: raise `ResumeDelayMs`. Look at the conversation in Treble. It is not continued by itself any more. Where it still stands there, a replay sends the same decision again. Where it does not, dismiss the entry.',
});
