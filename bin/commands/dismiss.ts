// acuse dismiss: closes entries of the error log that need no replay, by id or by filter. The alarm can then report
// the next entry.
import type { CliCommand } from '../command.ts';
import { ENTRIES_OPTIONS, runEntriesCommand } from '../entries-command.ts';

export const dismiss: CliCommand = {
  name: 'dismiss',
  rest: 'id',
  options: ENTRIES_OPTIONS,
  summary:
    'Closes entries of the error log without a replay, by id, by filter or --all-open. An entry stays until it expires; replay accepts its id',
  examples: ['dismiss --source treble --reason processor_error', 'dismiss --since 2h --dry-run'],
  run: async (target, input) =>
    runEntriesCommand(target, input, {
      name: 'dismiss',
      question: (count) => `Dismiss ${count} entries without a replay?`,
      declined: 'Nothing was dismissed.',
      commandFor: (ids, dryRun) => ({ action: 'dismiss', ids, dryRun }),
      outcomes: ['dismissed', 'would_dismiss', 'refused', 'gone'],
    }),
};
