// acuse replay: parked deliveries once more, some by their ids or all that a filter finds. Oldest first, so that what
// happened in one conversation happens again in its order, and at a rate that a processor which has just come back
// can bear.
import type { CliCommand } from '../command.ts';
import { ENTRIES_OPTIONS, giveEntriesOrder, MOST_IDS } from '../entries-command.ts';
import { numberOf } from '../number-option.ts';

/** An order is for a second, so no more than an order takes. */
const RATE = { usual: 10, most: MOST_IDS };

export const replay: CliCommand = {
  name: 'replay',
  rest: 'id',
  options: { ...ENTRIES_OPTIONS, force: { type: 'boolean' }, rate: { type: 'string' } },
  summary: `Replays entries of the error log, by id, by filter or --all-open; ${RATE.usual} a second unless --rate says so`,
  run: async (target, input) => {
    const rate = numberOf('rate', input.text('rate'), RATE);
    const force = input.flag('force');
    return giveEntriesOrder(target, input, {
      name: 'replay',
      question: (count) => `Replay ${count} deliveries?`,
      declined: 'Nothing was replayed.',
      order: (ids, dryRun) => ({ action: 'replay', ids, force, dryRun }),
      rate,
      outcomes: ['replayed', 'would_replay', 'refused', 'gone'],
    });
  },
};
