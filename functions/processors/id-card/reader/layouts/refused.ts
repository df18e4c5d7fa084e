// Codes of documents that nobody may show here, by signs outside of their content. Nothing of them is read.
import { type Document, textOf } from './card-code.ts';

/**
 * Brazil. A QR with an address of the government's, SERPRO's for the driving licence (CNH), another one's for the new
 * identity card (CIN). A licence's own QR is no text and large, because a photo is in it: no other QR that people
 * carry is.
 */
const SERPRO = /^https?:\/\/([a-z0-9.-]+\.)?serpro\.gov\.br([/:?]|$)/i;
const GOVERNMENT = /^https?:\/\/([a-z0-9.-]+\.)?gov\.br([/:?]|$)/i;
const LEAST_LICENCE = 400;
const LONGEST_HOST = 100;

export function refusedQr(bytes: Uint8Array): Document | undefined {
  if (bytes.length >= LEAST_LICENCE && !isText(bytes)) {
    bytes.fill(0);
    return { country: 'BR', kind: 'cnh' };
  }
  const start = textOf(bytes.subarray(0, LONGEST_HOST));
  if (SERPRO.test(start)) return { country: 'BR', kind: 'cnh' };
  return GOVERNMENT.test(start) ? { country: 'BR', kind: 'cin' } : undefined;
}

const isText = (bytes: Uint8Array) =>
  bytes.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13);
