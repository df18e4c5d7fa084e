// The PDF417 on the front of the Argentine DNI: fields between `@`. Known from public programs that read it. The number
// has no check digit. The three digits of the last field are part of the CUIL, as one program says; they are not used.
import { canBeBorn, dayFirst } from '../dates.ts';
import {
  type Document,
  fullName,
  NAME,
  type Reading,
  type Today,
  textOf,
  withoutZeros,
} from './card-code.ts';

const ZONE = 'America/Argentina/Buenos_Aires';
const LONGEST = 400;

/** A women's or men's number of old has a letter in front, which people leave out. */
const NUMBER = /^[MF]?\d{6,8}$/;
const SEX = /^[MFX]$/;

export function readArgentine(bytes: Uint8Array, today: Today): Reading {
  if (bytes.length > LONGEST) return 'unknown';
  const fields = textOf(bytes)
    .split('@')
    .map((field) => field.trim());
  const document = fields[0] === '' ? firstVersion(fields, today(ZONE)) : sinceThen(fields, today(ZONE));
  return document ?? (fields.length >= 8 ? 'contradicts' : 'unknown');
}

/** Since 2012: `tramite@surname@names@sex@number@copy@born@issued[@three digits]`. It never expires. */
function sinceThen(fields: readonly string[], today: string): Document | undefined {
  const [tramite = '', surname = '', names = '', sex = '', number = '', copy = '', born = '', issued = ''] =
    fields;
  const fits = /^\d{11}$/.test(tramite) && /^[A-Z]$/.test(copy) && /^(\d{3})?$/.test(fields[8] ?? '');
  if (!fits || fields.length > 9) return undefined;
  return document({ surname, names, sex, number, born: dayFirst(born), issued: dayFirst(issued) }, today);
}

/** 2009 to 2012: `@number@copy@1@surname@names@nationality@born@sex@issued@tramite@office@expires@…`. */
function firstVersion(fields: readonly string[], today: string): Document | undefined {
  const [, number = '', copy = '', , surname = '', names = '', , born = '', sex = '', issued = ''] = fields;
  const expires = dayFirst(fields[12] ?? '');
  if (!/^[A-Z]$/.test(copy) || !/^\d{11}$/.test(fields[10] ?? '') || expires === undefined) return undefined;
  return document(
    { surname, names, sex, number, born: dayFirst(born), issued: dayFirst(issued), expires },
    today,
  );
}

interface Fields {
  readonly surname: string;
  readonly names: string;
  readonly sex: string;
  readonly number: string;
  readonly born: string | undefined;
  readonly issued: string | undefined;
  readonly expires?: string;
}

function document(
  { surname, names, sex, number, born, issued, expires }: Fields,
  today: string,
): Document | undefined {
  const isPlausible = NUMBER.test(number) && SEX.test(sex) && NAME.test(surname) && NAME.test(names);
  if (!isPlausible || !canBeBorn(born, today) || issued === undefined) return undefined;
  if (issued < born || issued > today || (expires !== undefined && expires < issued)) return undefined;
  const digits = number.replace(/\D/g, '');
  const holder = {
    number: withoutZeros(number),
    alsoWritten: [digits],
    names: fullName(names, surname),
    born,
  };
  return {
    country: 'AR',
    kind: 'dni',
    holder,
    ...(expires !== undefined && { expires, isExpired: expires < today }),
  };
}
