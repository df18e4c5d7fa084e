// The stack parameter that chooses a processor, and the parameters of the processors.

import * as groups from '../core/parameters/groups.ts';
import { type ChoiceParameter, prose } from '../core/parameters/parameter.ts';
import { processorNames, processors } from './list.ts';

export const processor = {
  name: 'Processor',
  kind: 'choice',
  default: 'none',
  allowed: processorNames,
  prose: /* @__PURE__ */ prose({
    group: groups.work,
    label: 'Processor',
    meaning:
      'The processor that does the long work. With none, every wait continues as failed, reason no_processor.',
    extremes:
      '`none`: every wait continues at once with `acuse_status=failed`, `acuse_reason=no_processor`, so that a forgotten setting never looks like an approval.',
  }),
} as const satisfies ChoiceParameter;

/** In the order of the processors. Several processors can use the same one. */
export const ownParameters = [...new Set(processors.flatMap(({ parameters }) => [...parameters]))];
