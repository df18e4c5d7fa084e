// The type and the name of a file that an answer brings.
import type { ReplyPart } from '../core/wait/answer.ts';

export type Media = NonNullable<ReplyPart['media']>;

/** Types that WhatsApp takes, by the ending of a name. */
const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  pdf: 'application/pdf',
  mp4: 'video/mp4',
  '3gp': 'video/3gpp',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  aac: 'audio/aac',
  amr: 'audio/amr',
};

/** As the answer says, or by the ending of its name. Undefined: not known. */
export function mimeTypeOf(media: Media): string | undefined {
  if (media.mimeType !== undefined) return media.mimeType;
  const ending = /\.(\w+)$/.exec(filenameOf(media) ?? '')?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(TYPES, ending) ? TYPES[ending] : undefined;
}

/** As the answer says, or the end of its address. Undefined where that is empty. */
export function filenameOf({ filename, url }: Media): string | undefined {
  if (filename !== undefined) return filename;
  const end = URL.parse(url)?.pathname.split('/').at(-1) ?? '';
  return end === '' ? undefined : decoded(end);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
