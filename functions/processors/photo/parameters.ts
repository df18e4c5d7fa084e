// The parameters of every processor of photos: where a photo is, and what is required of it.
import * as groups from '../../core/parameters/groups.ts';
import { type NumberParameter, prose, type TextParameter } from '../../core/parameters/parameter.ts';
import { commaList, VARIABLE_NAME, VARIABLE_NAME_CONSTRAINT } from '../../core/parameters/patterns.ts';

/** A host, with a port or without: a name, an IPv4 address, or an IPv6 address in brackets. */
const HOST = '([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?';

const photoKey = {
  name: 'PhotoKey',
  kind: 'text',
  default: '',
  maxLength: 50,
  pattern: VARIABLE_NAME,
  constraint: VARIABLE_NAME_CONSTRAINT,
  prose: /* @__PURE__ */ prose({
    group: groups.photo,
    label: 'Variable of the photo',
    meaning: 'The Treble variable with the URL of a photo. Empty: the answer of the customer is the URL.',
    more: 'Where it holds no URL, `<variable>_file_url` is looked at: Treble keeps the URL of a file there. Botmaker and Trino AI send the photo with the message.',
    extremes: 'At most 50 characters.',
  }),
} as const satisfies TextParameter;

const photoAllowedHosts = {
  name: 'PhotoAllowedHosts',
  kind: 'text',
  default: '',
  maxLength: 150,
  pattern: `^(${HOST}(,${HOST})*)?$`,
  constraint: 'must be empty, or host or host:port, with commas between and no spaces',
  parse: commaList,
  prose: /* @__PURE__ */ prose({
    group: groups.photo,
    label: 'Hosts in a private network',
    meaning: 'Private hosts from which photos may come, as host or host:port, with commas between.',
    more: 'For your own Chatwoot in a private network. `host` means port 443. Plain http only on this machine.',
    extremes:
      'Empty: only https on port 443 of public addresses. Anyone who can send a message can cause a GET to these hosts, so name only the necessary ones. At most 150 characters.',
  }),
} as const satisfies TextParameter;

const photoMinPixels = {
  name: 'PhotoMinPixels',
  kind: 'number',
  default: 300,
  minimum: 1,
  maximum: 10_000,
  prose: /* @__PURE__ */ prose({
    group: groups.photo,
    label: 'Smallest side',
    unit: 'pixels',
    meaning: 'The minimum of the shorter side of a photo.',
    extremes:
      '`1`: every size is accepted. High values refuse photos that WhatsApp has reduced: it sends 1,600 pixels on the longer side.',
  }),
} as const satisfies NumberParameter;

const photoMaxMegapixels = {
  name: 'PhotoMaxMegapixels',
  kind: 'number',
  default: 25,
  minimum: 1,
  // Four bytes a pixel, and up to three times as much more during decoding: the limit of the memory of a worker.
  maximum: 25,
  prose: /* @__PURE__ */ prose({
    group: groups.photo,
    label: 'Largest picture',
    unit: 'megapixels',
    meaning: 'The maximum size of a photo.',
    more: 'It is checked before decoding.',
    extremes:
      '`25` fits into the 512 MB of the worker, and is enough for the camera of a phone. `1` refuses most photos.',
  }),
} as const satisfies NumberParameter;

const photoMinBytes = {
  name: 'PhotoMinBytes',
  kind: 'number',
  default: 5000,
  minimum: 0,
  maximum: 1_000_000,
  prose: /* @__PURE__ */ prose({
    group: groups.photo,
    label: 'Smallest file',
    unit: 'bytes',
    meaning: 'The minimum size of the file.',
    extremes: '`0`: every file is accepted. High values refuse photos that WhatsApp has compressed.',
  }),
} as const satisfies NumberParameter;

const photoMaxBytes = {
  name: 'PhotoMaxBytes',
  kind: 'number',
  default: 10_000_000,
  minimum: 1000,
  maximum: 20_000_000,
  prose: /* @__PURE__ */ prose({
    group: groups.photo,
    label: 'Largest file',
    unit: 'bytes',
    meaning: 'The maximum size of the file; Acuse does not read more.',
    extremes: 'WhatsApp accepts photos of 5 MB; photos sent as files can be larger.',
  }),
} as const satisfies NumberParameter;

export const PHOTO_PARAMETERS = [
  photoKey,
  photoAllowedHosts,
  photoMinPixels,
  photoMaxMegapixels,
  photoMinBytes,
  photoMaxBytes,
] as const;
