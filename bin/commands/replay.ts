// acuse replay: processes parked deliveries again, by id or by filter. Oldest first, to keep the order within a
// conversation, and at a limited rate, to protect a processor that has just recovered.
import type { CliCommand } from '../command.ts';
import { ENTRIES_OPTIONS, MAX_IDS, runEntriesCommand } from '../entries-command.ts';
import { numberOf } from '../number-option.ts';

/** One command a second, so the maximum is the number of ids in one command. */
const RATE = { default: 10, maximum: MAX_IDS };

export const replay: CliCommand = {
  name: 'replay',
  rest: 'id',
  options: {
    ...ENTRIES_OPTIONS,
    force: { type: 'boolean', meaning: 'also those whose wait is over' },
    rate: {
      type: 'string',
      value: 'n',
      meaning: `entries a second, 1 to ${RATE.maximum} (default ${RATE.default})`,
    },
  },
  summary: `Replays entries of the error log, by id, by filter or --all-open; ${RATE.default} a second, or --rate`,
  examples: ['replay --all-open', 'replay --source treble --since 2h --rate 50'],
  run: async (target, input) => {
    const rate = numberOf('rate', input.text('rate'), RATE);
    const force = input.flag('force');
    return runEntriesCommand(target, input, {
      name: 'replay',
      question: (count) => `Replay ${count} deliveries?`,
      declined: 'Nothing was replayed.',
      commandFor: (ids, dryRun) => ({ action: 'replay', ids, force, dryRun }),
      rate,
      outcomes: ['replayed', 'would_replay', 'refused', 'gone'],
    });
  },
};
