// The QR on the back of the Chilean cédula, since 2013: an address of the civil registry. It is compared and never
// fetched. Known from public programs that read it. Four check digits and a date of expiry judge it.
//
//   https://portal.sidiv.registrocivil.cl/docstatus?RUN=12345678-5&type=CEDULA&serial=…&mrz=…
//
// `mrz` is document (9), birth (6) and expiry (6), each with its check digit.
import { fitsIcao, fitsRun } from '../check-digits.ts';
import { bornInShort, canBeBorn, expiresInShort } from '../dates.ts';
import { type Reading, type Today, textOf, withoutZeros } from './card-code.ts';

const ZONE = 'America/Santiago';

/** The second is that of the card of December 2024. */
const ADDRESSES = [
  'https://portal.sidiv.registrocivil.cl/docstatus?',
  'https://portal.nuevosidiv.registrocivil.cl/document-validity?',
];
const LONGEST = 300;
const MRZ = /^([0-9A-Z<]{10})(\d{7})(\d{7})$/;

const KINDS: Readonly<Record<string, 'cedula' | 'cedula_foreign'>> = {
  CEDULA: 'cedula',
  CEDULA_EXT: 'cedula_foreign',
};

export function readChilean(bytes: Uint8Array, today: Today): Reading {
  if (bytes.length > LONGEST) return 'unknown';
  const text = textOf(bytes).trim();
  const address = ADDRESSES.find((start) => text.startsWith(start));
  if (address === undefined) return 'unknown';
  const fields = new URLSearchParams(text.slice(address.length));
  const type = fields.get('type') ?? '';
  if (type.startsWith('PASAPORTE')) return { country: 'CL', kind: 'passport' };
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  const run = fields.get('RUN')?.toUpperCase() ?? '';
  const [, document = '', birth = '', expiry = ''] = MRZ.exec(fields.get('mrz')?.toUpperCase() ?? '') ?? [];
  const born = bornInShort(birth, today(ZONE));
  const expires = expiresInShort(expiry);
  const isRight = fitsRun(run) && [document, birth, expiry].every(fitsIcao);
  if (!kind || !isRight || !canBeBorn(born, today(ZONE)) || expires === undefined || expires < born)
    return 'contradicts';
  const holder = { number: withoutZeros(run), names: '', born };
  return { country: 'CL', kind, holder, expires, isExpired: expires < today(ZONE) };
}
