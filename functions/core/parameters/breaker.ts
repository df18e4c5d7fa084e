// When a destination is not called for a while.
import * as groups from './groups.ts';
import { type NumberParameter, prose } from './parameter.ts';

/** Botmaker's own numbers: more than 100 failures in 10 minutes, then silent for 10. */
export const breakerFailures = {
  name: 'BreakerFailures',
  kind: 'number',
  default: 100,
  minimum: 1,
  maximum: 100_000,
  prose: prose({
    group: groups.load,
    label: 'Failures until a destination is paused',
    unit: 'failed calls',
    meaning:
      'More failed calls than this within the window, and Treble or a processor is not called for a while.',
    more: 'A call fails without an answer, or with 408, 429 or 5xx; from Treble also with 401, 403 or a redirect.',
    extremes:
      '`1`: the second failure stops all calls to that destination. High values keep calling a destination that is down.',
  }),
} as const satisfies NumberParameter;

export const breakerWindowSeconds = {
  name: 'BreakerWindowSeconds',
  kind: 'number',
  default: 600,
  minimum: 10,
  maximum: 3600,
  prose: prose({
    group: groups.load,
    label: 'Window for counting failures',
    unit: 'seconds',
    meaning: 'How far back failed calls of a destination count.',
    more: 'The window is counted in tenths, so it may be a tenth longer.',
    extremes:
      'Short windows let a destination that fails slowly be called for ever; long ones count failures that are over.',
  }),
} as const satisfies NumberParameter;

export const breakerPauseSeconds = {
  name: 'BreakerPauseSeconds',
  kind: 'number',
  default: 600,
  minimum: 1,
  maximum: 3600,
  prose: prose({
    group: groups.load,
    label: 'Pause of a failing destination',
    unit: 'seconds',
    meaning: 'How long a failing destination is not called, before single calls test whether it is back.',
    more: 'Then one call is made at a time; the first that succeeds ends the pause. Meanwhile waits stay decided and due, events stay queued, and no attempt is spent.',
    extremes:
      '`1`: hardly a pause. `3600`: a destination that is back may be noticed an hour late. A wait whose deadline lies within the pause of its processor is continued at once as failed, `acuse_reason=processor_paused`.',
  }),
} as const satisfies NumberParameter;
