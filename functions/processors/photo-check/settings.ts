/** The requirements for a photo. */
export interface PhotoLimits {
  /** Of the shorter side. */
  readonly minPixels: number;
  readonly maxMegapixels: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  /** Standard deviation of its brightness, in grey levels. */
  readonly minContrast: number;
}

export interface PhotoSettings extends PhotoLimits {
  /** The Treble variable with the URL of the photo; empty: the answer of the customer. */
  readonly key: string;
  /** Hosts that can have a private address: `host` or `host:port`. */
  readonly allowedHosts: readonly string[];
}
