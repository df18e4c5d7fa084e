// What counts as slow.
import * as groups from './groups.ts';
import { type NumberParameter, prose } from './parameter.ts';

export const slowMs = {
  name: 'SlowMs',
  kind: 'number',
  default: 2000,
  minimum: 1,
  maximum: 30_000,
  prose: /* @__PURE__ */ prose({
    group: groups.slow,
    label: 'Slow from',
    unit: 'milliseconds',
    meaning: 'Answers and calls that take longer than this are counted as slow.',
    more: 'These are our answers to platforms, and the calls of Treble and processors, see [statistics](statistics.md). What was counted before a change stays as it was.',
    extremes:
      '`1`: everything is slow. The platforms themselves give up after 5 to 10 s, so above `5000` slow answers hardly happen; high values are for processors that need long.',
  }),
} as const satisfies NumberParameter;
