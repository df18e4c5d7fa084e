// When a destination is not called for a while.
import * as groups from './groups.ts';
import { type NumberParameter, prose } from './parameter.ts';

/** Together with the share: one customer whose calls all fail is no sign of a destination that is down. */
export const breakerFailures = {
  name: 'BreakerFailures',
  kind: 'number',
  default: 20,
  minimum: 1,
  maximum: 1000,
  prose: /* @__PURE__ */ prose({
    group: groups.load,
    label: 'Conversations that fail until a destination is paused',
    unit: 'conversations',
    meaning:
      'The least number of different conversations whose calls failed within the window, before a pause.',
    more: '`BreakerPercent` must be reached too. A call fails without an answer, or with 408 or 5xx; from Treble also with 401, 403 or a redirect. 429 only slows down. Only the first call for a delivery counts.',
    extremes:
      '`1`: one conversation is enough, so a quiet destination may be paused by chance. High values keep calling a destination that is down.',
  }),
} as const satisfies NumberParameter;

export const breakerPercent = {
  name: 'BreakerPercent',
  kind: 'number',
  default: 50,
  minimum: 1,
  maximum: 100,
  prose: /* @__PURE__ */ prose({
    group: groups.load,
    label: 'Share of failing calls until a destination is paused',
    unit: 'percent',
    meaning: 'The share of the newest calls that must have failed, before a destination is paused.',
    more: 'It is taken over the last one to two tenths of the window, and `BreakerFailures` over all of it. A destination is Treble or a processor. If calls of 10 s or more hang, the share alone is enough.',
    extremes: '`1`: one failure among a hundred calls is enough. `100`: a single success prevents the pause.',
  }),
} as const satisfies NumberParameter;

export const breakerWindowSeconds = {
  name: 'BreakerWindowSeconds',
  kind: 'number',
  default: 600,
  minimum: 10,
  maximum: 3600,
  prose: /* @__PURE__ */ prose({
    group: groups.load,
    label: 'Window for counting calls',
    unit: 'seconds',
    meaning: 'How far back the calls of a destination count.',
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
  prose: /* @__PURE__ */ prose({
    group: groups.load,
    label: 'Longest pause of a failing destination',
    unit: 'seconds',
    meaning:
      'How long a failing destination is not called, at most, before a single call tests whether it is back.',
    more: 'A pause begins at 15 s and doubles up to this. After a pause one call is made at a time; the first that succeeds ends it. Meanwhile waits stay decided and due, events stay queued, and no attempt is spent.',
    extremes:
      'Up to `15`: all pauses have this length. `3600`: a destination that was away for hours may be noticed an hour late. A wait whose deadline lies within the pause of its processor is continued at once as failed, `acuse_reason=processor_paused`.',
  }),
} as const satisfies NumberParameter;
