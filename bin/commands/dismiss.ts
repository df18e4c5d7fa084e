// acuse dismiss: entries of the error log that somebody has seen and about which there is nothing to do, some by their
// ids or all that a filter finds. They are not open any more, so the alarm can tell of the next one.
import type { CliCommand } from '../command.ts';
import { ENTRIES_OPTIONS, giveEntriesOrder } from '../entries-command.ts';

export const dismiss: CliCommand = {
  name: 'dismiss',
  rest: 'id',
  options: ENTRIES_OPTIONS,
  summary:
    'Takes entries of the error log out of the open ones without a replay, by id, by filter or --all-open; each stays until it expires, and replay takes it by its id',
  run: async (target, input) =>
    giveEntriesOrder(target, input, {
      name: 'dismiss',
      question: (count) => `Dismiss ${count} entries, without replaying them?`,
      declined: 'Nothing was dismissed.',
      order: (ids, dryRun) => ({ action: 'dismiss', ids, dryRun }),
      outcomes: ['dismissed', 'would_dismiss', 'refused', 'gone'],
    }),
};
