// The parameters of photo-check: where a photo is, and what is required of it.
import { type NumberParameter, prose, type TextParameter } from '../../core/parameters/parameter.ts';
import { commaList } from '../../core/parameters/patterns.ts';

const group = 'What photo-check asks of a photo';

/** A host, with a port or without: a name, an IPv4 address, or an IPv6 address in brackets. */
const HOST = '([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?';

const photoKey = {
  name: 'PhotoKey',
  kind: 'text',
  default: '',
  maxLength: 100,
  pattern: '^[^\\s]*$',
  constraint: 'must be the name of a variable, without spaces, or empty',
  prose: prose({
    group,
    label: "Photo's variable",
    meaning: "The Treble variable that holds a photo's URL. Empty: the customer's answer is the URL.",
    more: 'Botmaker and Trino AI send the photo with the message.',
    extremes: 'It has at most 100 characters.',
  }),
} as const satisfies TextParameter;

const photoAllowedHosts = {
  name: 'PhotoAllowedHosts',
  kind: 'text',
  default: '',
  // The environment of a function has 4 KB in total.
  maxLength: 300,
  pattern: `^(${HOST}(,${HOST})*)?$`,
  constraint: 'must be empty, or host or host:port, with commas between and no spaces',
  parse: commaList,
  prose: prose({
    group,
    label: 'Hosts in a private network',
    meaning:
      'Hosts that photos may come from though they are not public, as host or host:port, with commas between.',
    more: 'For your own Chatwoot in a private network. Just `host` stands for port 443. Plain http is for this machine itself only.',
    extremes:
      'Empty: only https on port 443 of public addresses. Whoever can send a message can have these hosts called with GET, so name as few as you can. At most 300 characters.',
  }),
} as const satisfies TextParameter;

const photoMinPixels = {
  name: 'PhotoMinPixels',
  kind: 'number',
  default: 300,
  minimum: 1,
  maximum: 10_000,
  prose: prose({
    group,
    label: 'Smallest side',
    unit: 'pixels',
    meaning: 'How many pixels the shorter side of a photo has at least.',
    extremes:
      '`1`: every size will do. High values refuse what WhatsApp has made smaller: it sends photos of 1,600 pixels on their longer side.',
  }),
} as const satisfies NumberParameter;

const photoMaxMegapixels = {
  name: 'PhotoMaxMegapixels',
  kind: 'number',
  default: 25,
  minimum: 1,
  // Four bytes a pixel, and up to three times as much more during decoding: the limit of the memory of a worker.
  maximum: 25,
  prose: prose({
    group,
    label: 'Largest picture',
    unit: 'megapixels',
    meaning: 'How many pixels a photo has in all at most.',
    more: 'It is known before anything is unpacked.',
    extremes:
      "`25` is what fits into the worker's 512 MB, and as much as a phone's camera saves. `1` refuses most photos.",
  }),
} as const satisfies NumberParameter;

const photoMinBytes = {
  name: 'PhotoMinBytes',
  kind: 'number',
  default: 5000,
  minimum: 0,
  maximum: 1_000_000,
  prose: prose({
    group,
    label: 'Smallest file',
    unit: 'bytes',
    meaning: "How large a photo's file is at least.",
    extremes: '`0`: every file will do. High values refuse photos that WhatsApp has compressed well.',
  }),
} as const satisfies NumberParameter;

const photoMaxBytes = {
  name: 'PhotoMaxBytes',
  kind: 'number',
  default: 10_000_000,
  minimum: 1000,
  maximum: 20_000_000,
  prose: prose({
    group,
    label: 'Largest file',
    unit: 'bytes',
    meaning: "How large a photo's file is at most; no more than this is read.",
    extremes: 'WhatsApp takes photos of 5 MB; sent as files they may be larger.',
  }),
} as const satisfies NumberParameter;

const photoMinContrast = {
  name: 'PhotoMinContrast',
  kind: 'number',
  default: 4,
  minimum: 0,
  maximum: 100,
  prose: prose({
    group,
    label: 'Least contrast',
    unit: 'grey levels',
    meaning: 'How much the brightness of a photo varies at least; a black or white one does not.',
    more: 'It is the standard deviation over the parts of the photo, noise averaged away.',
    extremes:
      '`0`: a black photo will do. A document on a table has 20 to 60; values above 10 refuse photos taken in the dark.',
  }),
} as const satisfies NumberParameter;

export const PHOTO_PARAMETERS = [
  photoKey,
  photoAllowedHosts,
  photoMinPixels,
  photoMaxMegapixels,
  photoMinBytes,
  photoMaxBytes,
  photoMinContrast,
] as const;
