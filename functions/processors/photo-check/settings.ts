/** What a photo must be. */
export interface PhotoLimits {
  /** On its shorter side. */
  readonly minPixels: number;
  readonly maxMegapixels: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  /** Standard deviation of its brightness, in grey levels. */
  readonly minContrast: number;
}

export interface PhotoSettings extends PhotoLimits {
  /** The Treble variable that holds the photo's URL; the empty text stands for the customer's answer. */
  readonly key: string;
  /** Hosts that may be private ones: `host` or `host:port`. */
  readonly allowedHosts: readonly string[];
}
