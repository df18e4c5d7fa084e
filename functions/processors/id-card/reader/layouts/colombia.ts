// The PDF417 on the back of the yellow Colombian cédula and of the card of minors: 531 bytes, fixed fields, filled up
// with NUL. Known from public programs that read it. It has neither check digit nor date of expiry.
//
// Most of it is of no concern here, and is biometric: codes of the fingerprints in front, two templates of them and the
// blood group behind. All that is not number, names, sex and date of birth is overwritten before anything is read.
import { canBeBorn, dateOf } from '../dates.ts';
import { fullName, NAME, type Reading, type Today, textOf, withoutZeros } from './card-code.ts';

const ZONE = 'America/Bogota';
const LENGTHS = { least: 530, most: 532 };
const MARKER = /^PubDSK_\d$/;
const MARKER_AT = 24;
const MINOR = 'I'.charCodeAt(0);

/** Of number, names, sex and date of birth; one byte later in some variants. */
const KEPT = { from: 48, to: 161 };
const NUMBER = { from: 48, to: 58 };
const NAMES = [58, 81, 104, 127] as const;
const NAME_LENGTH = 23;
const SEX_AND_BORN = { from: 150, to: 161 };

/** What must be known to find the fields. It is about no person. */
interface Variant {
  readonly isMinor: boolean;
  /** Bytes by which the fields are later. */
  readonly later: 0 | 1;
}

/** Undefined: it is no such code. Nothing about a person is looked at. */
export function colombianVariant(bytes: Uint8Array): Variant | undefined {
  if (bytes.length < LENGTHS.least || bytes.length > LENGTHS.most) return undefined;
  const isMinor = bytes[0] === MINOR;
  const later = isMinor ? 1 : 0;
  const marker = bytes.subarray(MARKER_AT + later, MARKER_AT + later + 8);
  if (MARKER.test(textOf(marker))) return { isMinor, later };
  // Without a marker, the number is one byte later.
  return !isMinor && bytes.subarray(24, 33).every((byte) => byte === 0) ? { isMinor, later: 1 } : undefined;
}

/** Overwrites what is biometric, or about health, or not needed. */
export function eraseBiometrics(bytes: Uint8Array, { later }: Variant): void {
  bytes.fill(0, 0, KEPT.from + later);
  bytes.fill(0, KEPT.to + later);
}

/** After `eraseBiometrics`. */
export function readColombian(bytes: Uint8Array, { isMinor, later }: Variant, today: Today): Reading {
  const field = (from: number, to: number) => textOf(bytes.subarray(from + later, to + later));
  const number = field(NUMBER.from, NUMBER.to);
  const names = NAMES.map((from) => field(from, from + NAME_LENGTH).replace(/[\0 ]+$/, ''));
  const [surname = '', secondSurname = '', name = '', secondName = ''] = names;
  const born = bornIn(field(SEX_AND_BORN.from, SEX_AND_BORN.to));
  const isNumber = /^\d{10}$/.test(number) && Number(number) > 0;
  const areNames =
    NAME.test(surname) && NAME.test(name) && names.every((text) => text === '' || NAME.test(text));
  if (!isNumber || !areNames || !canBeBorn(born, today(ZONE))) return 'contradicts';
  if (isMinor) return { country: 'CO', kind: 'minor' };
  const holder = {
    number: withoutZeros(number),
    names: fullName(name, secondName, surname, secondSurname),
    born,
  };
  return { country: 'CO', kind: 'cedula', holder };
}

/** `0F19850314…`, or with the date first `0219850314F`. */
function bornIn(text: string): string | undefined {
  const [, year = '', month = '', day = ''] =
    /^0[MFTX](\d{4})(\d\d)(\d\d)/.exec(text) ?? /^02(\d{4})(\d\d)(\d\d)[MFTX]/.exec(text) ?? [];
  return dateOf(year, month, day);
}
