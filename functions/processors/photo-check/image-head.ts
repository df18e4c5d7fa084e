// What a file is by its content, whatever its name or its server says, and how large its picture would be. Reads the
// head only: nothing is unpacked before it is known how much would come out.
import { disableTypes, imageSize, types } from 'image-size';

export interface ImageHead {
  readonly type: string;
  /** As a person sees it; what turns a PNG or WebP in its EXIF is not read. */
  readonly width: number;
  readonly height: number;
}

/** The others would be recognised by so little that a text could pass for one. */
const KNOWN: readonly string[] = ['bmp', 'gif', 'heif', 'jpg', 'jxl', 'png', 'tiff', 'webp'];
disableTypes(types.filter((type) => !KNOWN.includes(type)));

/** Undefined for what is no picture, or not enough of one. */
export function readImageHead(bytes: Uint8Array): ImageHead | undefined {
  if (isPdf(bytes)) return { type: 'pdf', width: 0, height: 0 };
  try {
    const { type = '', width, height, orientation = 1 } = imageSize(bytes);
    // From the fifth on, EXIF's orientations lie on their side.
    const [seenWidth, seenHeight] = orientation >= 5 ? [height, width] : [width, height];
    return { type: nameOf(type, bytes), width: seenWidth, height: seenHeight };
  } catch {
    return undefined;
  }
}

function nameOf(type: string, bytes: Uint8Array): string {
  if (type === 'jpg') return 'jpeg';
  if (type === 'heif' || type === 'mif1' || type === 'msf1' || type.startsWith('hei')) return 'heic';
  return type === 'webp' && isAnimatedWebp(bytes) ? 'animated-webp' : type;
}

/** Readers take what stands before the mark for a mail's head: https://www.adobe.com/go/pdfreference, appendix H. */
const isPdf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');

/** https://developers.google.com/speed/webp/docs/riff_container: the flag of an extended header. */
function isAnimatedWebp(bytes: Uint8Array): boolean {
  const extended = Buffer.from(bytes.subarray(12, 16)).toString('latin1') === 'VP8X';
  return extended && ((bytes[20] ?? 0) & 0b10) !== 0;
}
