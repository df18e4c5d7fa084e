// Where a photo comes from and what is required of it, from the parameters that all processors of photos use.
import type { VariablesOf } from '../../core/parameters/variables-of.ts';
import type { PHOTO_PARAMETERS } from './parameters.ts';

/** The requirements for a photo that is unpacked. */
export interface PhotoLimits {
  /** Of the shorter side. */
  readonly minPixels: number;
  readonly maxMegapixels: number;
  readonly minBytes: number;
}

export interface PhotoSettings extends PhotoLimits {
  /** The Treble variable with the URL of the photo; empty: the answer of the customer. */
  readonly key: string;
  /** Hosts that can have a private address: `host` or `host:port`. */
  readonly allowedHosts: readonly string[];
  readonly maxBytes: number;
}

export function photoSettings(values: VariablesOf<typeof PHOTO_PARAMETERS>): PhotoSettings {
  return {
    key: values.PHOTO_KEY,
    allowedHosts: values.PHOTO_ALLOWED_HOSTS,
    minPixels: values.PHOTO_MIN_PIXELS,
    maxMegapixels: values.PHOTO_MAX_MEGAPIXELS,
    minBytes: values.PHOTO_MIN_BYTES,
    maxBytes: values.PHOTO_MAX_BYTES,
  };
}
