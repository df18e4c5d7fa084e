// Reads the type and the size of a picture from its content, not from its name or content-type. Only the head is read,
// so the size is known before decoding.
import { disableTypes, imageSize, types } from 'image-size';

export interface ImageHead {
  readonly type: string;
  /** After rotation. The EXIF rotation of PNG and WebP is not read. */
  readonly width: number;
  readonly height: number;
}

/** The marks of other types are so short that a text can match them. */
const SUPPORTED: readonly string[] = ['bmp', 'gif', 'heif', 'jpg', 'jxl', 'png', 'tiff', 'webp'];
disableTypes(types.filter((type) => !SUPPORTED.includes(type)));

/** Undefined if the bytes are not a picture, or too few. */
export function readImageHead(bytes: Uint8Array): ImageHead | undefined {
  if (isPdf(bytes)) return { type: 'pdf', width: 0, height: 0 };
  try {
    const { type = '', width, height, orientation = 1 } = imageSize(bytes);
    // The EXIF orientations from 5 to 8 are rotated by 90 degrees.
    const [shownWidth, shownHeight] = orientation >= 5 ? [height, width] : [width, height];
    return { type: nameOf(type, bytes), width: shownWidth, height: shownHeight };
  } catch {
    return undefined;
  }
}

function nameOf(type: string, bytes: Uint8Array): string {
  if (type === 'jpg') return 'jpeg';
  if (type === 'heif' || type === 'mif1' || type === 'msf1' || type.startsWith('hei')) return 'heic';
  return type === 'webp' && isAnimatedWebp(bytes) ? 'animated-webp' : type;
}

/** Up to 1,024 bytes can come before the mark: https://www.adobe.com/go/pdfreference, appendix H. */
const isPdf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');

/** https://developers.google.com/speed/webp/docs/riff_container: the flag of an extended header. */
function isAnimatedWebp(bytes: Uint8Array): boolean {
  const extended = Buffer.from(bytes.subarray(12, 16)).toString('latin1') === 'VP8X';
  return extended && ((bytes[20] ?? 0) & 0b10) !== 0;
}
