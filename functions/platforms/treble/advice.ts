// Advice for the operator when Treble refuses a session update.
import type { Advice } from '../../core/reason/advice.ts';

export const trebleRefused = (status: number): Advice => ({
  summary: `Treble refused to continue the conversation (${status})`,
  action:
    'There are two possible causes. If no conversation was waiting at a [REQUEST_TRIGGER] block, paste the URL of a source that does not wait into that webhook. If the update arrived before the flow, raise `ResumeDelayMs`. Acuse does not try again, so open the conversation in Treble. If it is still waiting, replay the entry: that sends the same decision. If not, dismiss the entry.',
});
