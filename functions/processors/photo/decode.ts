// Decodes a file to pixels, with decoders in WebAssembly: mozjpeg, libwebp and the png crate of Rust. Their .wasm files
// are in node_modules; a deployment copies them to the same place beside the bundle (lib/photo-threads.ts).
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import decodeJpeg, { init as initJpeg } from '@jsquash/jpeg/decode.js';
import { decode as decodePng, init as initPng } from '@jsquash/png/decode.js';
import decodeWebp, { init as initWebp } from '@jsquash/webp/decode.js';
import { DECODER_FILES } from './decoder-files.ts';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and alpha, a byte each, row by row. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** Why there are no pixels: the file is damaged, or the decoder does not support it. */
export type Undecodable = 'damaged' | 'unsupported';

type Decode = (file: ArrayBuffer) => Promise<Pixels | Undecodable>;

const files = createRequire(import.meta.url);
const read = (kind: keyof typeof DECODER_FILES) => readFile(files.resolve(DECODER_FILES[kind]));

/** Each function loads its decoder first. Only an error during decoding is an error of the file. */
export const decoders = {
  async jpeg(): Promise<Decode> {
    const wasmBinary = await read('jpeg');
    const messages: string[] = [];
    const collect = (text: string) => void messages.push(text);
    await initJpeg({ wasmBinary, print: collect, printErr: collect });
    return async (file) => {
      const pixels = await attempt(() => decodeJpeg(withEnd(file)));
      const output = messages.join('\n');
      // CMYK, the colours of printing.
      if (/unsupported/i.test(output)) return 'unsupported';
      // An incomplete photo is decoded too; the missing part is grey.
      return /premature end/i.test(output) ? 'damaged' : pixels;
    };
  },

  async png(): Promise<Decode> {
    await initPng(await read('png'));
    return (file) => attempt(() => decodePng(file));
  },

  async webp(): Promise<Decode> {
    await initWebp({ wasmBinary: await read('webp') });
    return (file) => attempt(() => decodeWebp(file));
  },
};

/** Some cameras omit the end marker. With one, the decoder reports only data that is really missing. */
function withEnd(file: ArrayBuffer): ArrayBuffer {
  const ended = new Uint8Array(file.byteLength + 2);
  ended.set(new Uint8Array(file));
  ended.set([0xff, 0xd9], file.byteLength);
  return ended.buffer;
}

async function attempt(decode: () => Promise<Pixels>): Promise<Pixels | Undecodable> {
  try {
    return await decode();
  } catch {
    return 'damaged';
  }
}
