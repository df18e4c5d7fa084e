// From a file to pixels, by the decoders that browsers have, compiled to WebAssembly: mozjpeg, libwebp and Rust's png.
// Their .wasm files are read from where the package manager laid them; a deployment lays them in the same place
// beside this file's bundle (lib/photo-thread.ts).
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
  readonly data: Uint8ClampedArray;
}

/** Why there are no pixels: broken, or of a kind that the decoder does not know. */
export type Undecodable = 'damaged' | 'unsupported';

type Decode = (file: ArrayBuffer) => Promise<Pixels | Undecodable>;

const files = createRequire(import.meta.url);
const read = (kind: keyof typeof DECODER_FILES) => readFile(files.resolve(DECODER_FILES[kind]));

/** Each loads its decoder first; only what the decoder itself says against the file is the file's fault. */
export const decoders = {
  async jpeg(): Promise<Decode> {
    const wasmBinary = await read('jpeg');
    const complaints: string[] = [];
    const complain = (text: string) => void complaints.push(text);
    await initJpeg({ wasmBinary, print: complain, printErr: complain });
    return async (file) => {
      const pixels = await attempt(() => decodeJpeg(withEnd(file)));
      const said = complaints.join('\n');
      // A photo in the colours of a printing press.
      if (/unsupported/i.test(said)) return 'unsupported';
      // Half a photo is decoded too, and filled up with grey.
      return /premature end/i.test(said) ? 'damaged' : pixels;
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

/** Some cameras leave the end mark out. With one, only what is really missing is complained about. */
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
