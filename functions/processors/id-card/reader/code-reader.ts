// The port of what reads codes in a grey picture.
import type { Grey } from './grey.ts';
import type { Point } from './quadrilateral.ts';

export type CodeFormat = 'PDF417' | 'QRCode';

export interface Code {
  readonly format: CodeFormat;
  /** The array is the caller's, who overwrites it. It is the only copy that is left. */
  readonly bytes: Uint8Array;
  /** The reader's own opinion: necessary, not sufficient. */
  readonly isValid: boolean;
  /** In the picture that was read. */
  readonly corners: readonly [Point, Point, Point, Point];
}

export interface ReadOptions {
  readonly formats: readonly CodeFormat[];
  /** A part of a photo, with one code: fewer tries than for a whole photo. */
  readonly isWindow: boolean;
  /** One threshold for the whole picture, in place of one for each part. */
  readonly oneThreshold?: boolean;
}

export interface CodeReader {
  read(picture: Grey, options: ReadOptions): Promise<readonly Code[]>;
}
