// Decodes and reads one photo, and prints the memory that the process had at most.
import { readFileSync } from 'node:fs';
import { readCard } from '../functions/processors/id-card/read-card.ts';
import { zxingCodeReader } from '../functions/processors/id-card/reader/zxing-code-reader.ts';
import { decoders } from '../functions/processors/photo/decode.ts';

const [, , name = ''] = process.argv;
const decode = await decoders.jpeg();
const pixels = await decode(new Uint8Array(readFileSync(name)).buffer);
if (typeof pixels === 'string') throw new Error(`the photo is ${pixels}`);
const request = { countries: ['CO'], keys: [], nowMs: Date.now() } as const;
const { reason } = await readCard(pixels, request, zxingCodeReader());
process.stdout.write(`${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB, ${reason}\n`);
