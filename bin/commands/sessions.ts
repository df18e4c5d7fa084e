// acuse sessions: which conversations wait, with the state and the deadline of each.

import type { OpenWait } from '../../functions/core/wait/open-waits.ts';
import { breakerLines } from '../breakers-text.ts';
import type { CliCommand } from '../command.ts';
import { openDeployment } from '../deployment.ts';
import { numberOf } from '../number-option.ts';
import { describeWaits } from '../sessions-text.ts';
import { SINCE, timeOf } from '../time-option.ts';

const LIMIT = { default: 50, maximum: 10_000 };

export const sessions: CliCommand = {
  name: 'sessions',
  options: {
    since: { ...SINCE, meaning: `what came ${SINCE.meaning}` },
    limit: {
      type: 'string',
      value: 'n',
      meaning: `at most so many, 1 to ${LIMIT.maximum} (default ${LIMIT.default})`,
    },
  },
  summary: 'Shows which conversations wait, oldest first',
  examples: ['sessions --since 2h', 'sessions --limit 1000 --json'],
  run: async (target, input) => {
    const limit = numberOf('limit', input.text('limit'), LIMIT);
    const nowMs = Date.now();
    const sinceMs = timeOf('since', input.text('since'), nowMs);
    const { openWaits, breakers } = await openDeployment(target);
    const [waits, notClosed] = await Promise.all([
      openWaits.open({ limit, lateBeforeMs: nowMs, sinceMs }),
      breakers.notClosed(),
    ]);
    const { count, more, late, oldest } = waits;
    return {
      json: { open: count, more, pastDeadline: late, sessions: oldest.map(publicWait) },
      text: [describeWaits(waits, nowMs), ...breakerLines(notClosed, nowMs)].join('\n'),
    };
  },
};

function publicWait({ receivedAtMs, deadlineAtMs, dueAtMs, ...wait }: OpenWait) {
  return {
    ...wait,
    since: new Date(receivedAtMs).toISOString(),
    deadline: new Date(deadlineAtMs).toISOString(),
    nextLook: new Date(dueAtMs).toISOString(),
  };
}
