// acuse tail: what happens, one line an event, as it happens.
import { setTimeout as sleep } from 'node:timers/promises';
import type { CliCommand, Target } from '../command.ts';
import { openDeployment } from '../deployment.ts';
import { eventLine, isTrouble } from '../event-line.ts';
import { followLog } from '../follow-log.ts';
import { SINCE, timeOf } from '../time-option.ts';

/** How often the log is read. */
const POLL_MS: Record<Target['kind'], number> = { local: 300, stack: 3_000 };

export const tail: CliCommand = {
  name: 'tail',
  options: {
    source: { type: 'string', value: 'id', meaning: 'only events of this source' },
    failed: { type: 'boolean', meaning: 'only what failed, was refused or must be tried again' },
    since: { ...SINCE, meaning: `${SINCE.meaning}; without it, from now on` },
  },
  summary: 'Shows what happens, one line an event, until Ctrl-C; with --json one JSON object a line',
  examples: ['tail', 'tail --failed --source treble --since 10m'],
  run: async (target, input) => {
    const nowMs = Date.now();
    const sinceMs = timeOf('since', input.text('since'), nowMs) ?? nowMs;
    const source = input.text('source');
    const onlyFailed = input.flag('failed');
    const deployment = await openDeployment(target);
    const interrupted = input.interruption();
    if (process.stderr.isTTY) process.stderr.write(`${WAITING[target.kind]}\n`);
    const read = followLog(deployment.log, { sinceMs });
    while (!interrupted.aborted) {
      for (const line of await read()) {
        if (source !== undefined && line['source'] !== source) continue;
        if (onlyFailed && !isTrouble(line)) continue;
        const text = eventLine(line);
        if (text !== undefined) input.say(text, line);
      }
      await sleep(POLL_MS[target.kind], undefined, { signal: interrupted }).catch(() => undefined);
    }
    return undefined;
  },
};

const WAITING: Record<Target['kind'], string> = {
  local: 'Shows events as they happen. Ctrl-C ends it.',
  stack: 'Shows events as they happen; CloudWatch has a line some seconds later. Ctrl-C ends it.',
};
