// What photo-check requires of a photo in addition.
import * as groups from '../../core/parameters/groups.ts';
import { type NumberParameter, prose } from '../../core/parameters/parameter.ts';

export const photoMinContrast = {
  name: 'PhotoMinContrast',
  kind: 'number',
  default: 4,
  minimum: 0,
  maximum: 100,
  prose: /* @__PURE__ */ prose({
    group: groups.photo,
    label: 'Minimum contrast',
    unit: 'grey levels',
    meaning: 'The minimum variation of brightness in a photo; a black or white photo has none.',
    more: 'Only for photo-check. It is the standard deviation over the parts of the photo, without noise.',
    extremes:
      '`0`: a black photo is accepted. A document on a table has 20 to 60; values above 10 refuse photos taken in the dark.',
  }),
} as const satisfies NumberParameter;
