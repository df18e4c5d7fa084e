// How long what is stored in the tables is kept.
import * as groups from './groups.ts';
import { type NumberParameter, prose } from './parameter.ts';

export const sessionRetentionDays = {
  name: 'SessionRetentionDays',
  kind: 'number',
  default: 7,
  minimum: 1,
  maximum: 365,
  prose: /* @__PURE__ */ prose({
    group: groups.retention,
    label: 'Sessions',
    unit: 'days',
    meaning:
      'How long a session is remembered after its last webhook, with the cycles that tell repeats apart.',
    extremes:
      '`1`: a webhook that is repeated later counts as a new wait. High values keep personal data for longer.',
  }),
} as const satisfies NumberParameter;

export const payloadRetentionDays = {
  name: 'PayloadRetentionDays',
  kind: 'number',
  default: 14,
  // The queues keep a job for 14 days, and its body must still be there.
  minimum: 14,
  maximum: 365,
  prose: /* @__PURE__ */ prose({
    group: groups.retention,
    label: 'Error log',
    unit: 'days',
    meaning: 'How long a parked delivery stays in the error log, its body included.',
    more: 'A large body is stored for as long.',
    extremes: '`14` is how long the queues keep a job. High values keep message bodies for longer.',
  }),
} as const satisfies NumberParameter;

export const statsRetentionDays = {
  name: 'StatsRetentionDays',
  kind: 'number',
  default: 30,
  minimum: 1,
  maximum: 365,
  prose: /* @__PURE__ */ prose({
    group: groups.retention,
    label: 'Statistics',
    unit: 'days',
    meaning: 'How long the counts of a minute are kept.',
    more: 'The command line and the console look back a day at most; what is older is for your own queries.',
    extremes:
      '`1`: the day is still whole. The counts hold no personal data; high values cost storage, some megabytes a month for a busy source.',
  }),
} as const satisfies NumberParameter;
