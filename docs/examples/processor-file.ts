// A processor as a file of this project: it runs in the worker itself. Copy it to functions/processors/weekdays.ts, then
// import `weekdays` in functions/processors/list.ts and add it to the list there. The stack's parameters, the worker's
// environment and the command line read the rest from this file.
import * as groups from '../../functions/core/parameters/groups.ts';
import { type NumberParameter, prose } from '../../functions/core/parameters/parameter.ts';
import { defineProcessor } from '../../functions/processors/definition.ts';

/** A parameter of this processor. For text and choices: TextParameter, ChoiceParameter. */
const weekdaysFromHour = {
  name: 'WeekdaysFromHour',
  kind: 'number',
  default: 9,
  minimum: 0,
  maximum: 23,
  prose: prose({
    group: groups.work,
    label: 'Open from',
    unit: 'hours',
    meaning: 'From which hour of a working day the processor weekdays says open (UTC).',
    extremes: '`0`: all day. `23`: only in the last hour of the day.',
  }),
} as const satisfies NumberParameter;

export const weekdays = defineProcessor({
  name: 'weekdays',
  parameters: [weekdaysFromHour],
  make: ({ WEEKDAYS_FROM_HOUR }) => ({
    name: 'weekdays',
    async process({ job }, _signal) {
      const received = new Date(job.receivedAtMs);
      const isWorkingDay = received.getUTCDay() >= 1 && received.getUTCDay() <= 5;
      const open = isWorkingDay && received.getUTCHours() >= WEEKDAYS_FROM_HOUR;
      // Try again: { kind: 'retry', reason: 'a_word' }. Give up: { kind: 'failed', reason: 'a_word' }.
      return { kind: 'done', keys: [{ key: 'open', value: String(open) }] };
    },
  }),
});
