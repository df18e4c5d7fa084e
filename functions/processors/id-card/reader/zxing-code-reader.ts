// zxing-cpp in WebAssembly. Its memory keeps copies of what it has read, so it is overwritten and given up after every
// read that found a code.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import {
  binarizers,
  defaultReaderOptions,
  encodeFormats,
  prepareZXingModule,
  purgeZXingModule,
  textModes,
  type ZXingReaderModule,
} from 'zxing-wasm/reader';
import { CARD_READER_FILE } from '../reader-file.ts';
import type { Code, CodeReader, ReadOptions } from './code-reader.ts';
import type { Grey } from './grey.ts';

/** What Emscripten adds to every module. Its types are a package that the project does not have. */
type Library = ZXingReaderModule & {
  /** The memory. Another array after it has grown. */
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
};

const files = createRequire(import.meta.url);
const overwritten = new WeakSet<Library>();

/** Never fetched: the file of the package, beside the bundle. */
export function zxingCodeReader(): CodeReader {
  let wasmBinary: Promise<Uint8Array<ArrayBuffer>> | undefined;
  return {
    async read(picture, options) {
      wasmBinary ??= readFile(files.resolve(CARD_READER_FILE));
      const overrides = { wasmBinary: await wasmBinary, print() {}, printErr() {} };
      const load = async () =>
        (await prepareZXingModule({ overrides, equalityFn: () => true, fireImmediately: true })) as Library;
      let library = await load();
      // Another read may have overwritten it in the meantime.
      while (overwritten.has(library)) library = await load();
      const codes = readWith(library, picture, options);
      if (codes.length > 0) {
        library.HEAPU8.fill(0);
        overwritten.add(library);
        purgeZXingModule();
      }
      return codes;
    },
  };
}

/** The library's own call for ImageData makes grey of colours first; this gives it the grey as it is. */
function readWith(library: Library, { width, height, data }: Grey, options: ReadOptions): Code[] {
  const address = library._malloc(data.length);
  if (address === 0) throw new Error('no memory for the picture');
  try {
    library.HEAPU8.set(data, address);
    const found = library.readBarcodesFromPixmap(address, width, height, {
      ...defaultReaderOptions,
      formats: encodeFormats([...options.formats]),
      tryInvert: false,
      tryDownscale: !options.isWindow,
      maxNumberOfSymbols: options.isWindow ? 1 : 2,
      binarizer: binarizers.indexOf(options.oneThreshold ? 'GlobalHistogram' : 'LocalAverage'),
      textMode: textModes.indexOf('Plain'),
      characterSet: 0,
      eanAddOnSymbol: 0,
      tryCode39ExtendedMode: true,
    });
    const codes: Code[] = [];
    for (let at = 0; at < found.size(); at += 1) {
      const result = found.get(at);
      if (!result) continue;
      const { bytes, bytesECI, symbol, symbology, isValid, position } = result;
      bytesECI.fill(0);
      symbol.data.fill(0);
      const corners = [
        position.topLeft,
        position.topRight,
        position.bottomRight,
        position.bottomLeft,
      ] as const;
      codes.push({ format: symbology === 'QRCode' ? 'QRCode' : 'PDF417', bytes, isValid, corners });
    }
    return codes;
  } finally {
    library._free(address);
  }
}
