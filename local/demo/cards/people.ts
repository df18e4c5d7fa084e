// Invented people with numbers that are not in use, and what the codes of their cards say. Nothing is from a real card.

export interface Person {
  readonly surnames: readonly [string, string];
  readonly names: readonly [string, string];
  readonly sex: 'F' | 'M';
  /** YYYY-MM-DD. */
  readonly born: string;
}

export const LUZ: Person = {
  surnames: ['PEÑALOZA', 'NUÑEZ'],
  names: ['LUZ', 'FICTICIA'],
  sex: 'F',
  born: '1985-03-14',
};

const digits = (date: string) => date.replaceAll('-', '');
const dayFirst = (date: string) => date.split('-').reverse().join('/');
const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** The PDF417 of an Argentine DNI, since 2012. */
export function argentineCode({ surnames, names, sex, born }: Person, number = '99123456'): Uint8Array {
  const fields = ['00999888777', surnames[0], names.join(' ').trim(), sex, number, 'B', dayFirst(born)];
  return latin1([...fields, '20/06/2019', '275'].join('@'));
}

/** The PDF417 of the first version, 2009 to 2012. */
export function firstArgentineCode(person: Person, number = '99123456', expires = '20/06/2031'): Uint8Array {
  const { surnames, names, sex, born } = person;
  const fields = [
    '',
    number.padEnd(12),
    'A',
    '1',
    surnames[0],
    names.join(' ').trim(),
    'ARGENTINA',
    dayFirst(born),
  ];
  const machine = ['7055 ', expires, '423', '0', 'ILR:01.10 C:110927.01 (GM/EXE-MOVE-HM)'];
  const more = [sex, '20/06/2011', '00999888777', ...machine, 'UNIDAD #19 || S/N: 0000000000'];
  return latin1([...fields, ...more].join('@'));
}

export const COLOMBIAN_VARIANTS = ['marker', 'no-marker', 'date-first', 'minor'] as const;
export type ColombianVariant = (typeof COLOMBIAN_VARIANTS)[number];

export interface ColombianCard {
  readonly number: string;
  readonly variant: ColombianVariant;
  /** The digit at the end of the marker. */
  readonly markerDigit: number;
  /** What stands in for the fingerprints, the blood group excepted. */
  readonly seed: number;
}

/** The PDF417 of a yellow Colombian cédula, or of a minor's card. */
export function colombianCode(person: Person, card: Partial<ColombianCard> = {}): Uint8Array {
  const { number = '9999123456', variant = 'marker', markerDigit = 1, seed = 1 } = card;
  const code = new Uint8Array(531);
  const write = (at: number, text: string) => code.set(latin1(text), at);
  const chance = noise(seed);
  const later = variant === 'no-marker' || variant === 'minor' ? 1 : 0;
  for (let at = 166 + later; at < code.length; at += 1)
    code[at] = chance() < 0.2 ? 0 : Math.floor(chance() * 256);
  write(0, variant === 'minor' ? 'I0199998888' : '0199998888');
  if (variant !== 'no-marker') write(24 + later, `PubDSK_${markerDigit}`);
  write(40 + later, '12345678');
  write(48 + later, number.padStart(10, '0'));
  for (const [index, name] of [...person.surnames, ...person.names].entries())
    write(58 + later + 23 * index, name);
  const born = digits(person.born);
  write(
    150 + later,
    variant === 'date-first' ? `02${born}${person.sex}160017` : `0${person.sex}${born}160017`,
  );
  write((variant === 'date-first' ? 167 : 166) + later, 'O+');
  return code;
}

/** Numbers from 0 to 1, the same for the same seed: mulberry32. */
export function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface ChileanCard {
  readonly run: string;
  readonly type: string;
  /** YYYY-MM-DD. */
  readonly expires: string;
  readonly serial: string;
  readonly isNewCard: boolean;
}

/** The QR of a Chilean card. */
export function chileanCode({ born }: Person, card: Partial<ChileanCard> = {}): Uint8Array {
  const { run = '12345678-5', type = 'CEDULA', expires = '2031-03-14', serial = '999888777' } = card;
  const parts = [serial.padEnd(9, '<'), digits(born).slice(2), digits(expires).slice(2)];
  const mrz = parts.map((part) => part + checkDigit(part)).join('');
  const address = card.isNewCard
    ? 'https://portal.nuevosidiv.registrocivil.cl/document-validity'
    : 'https://portal.sidiv.registrocivil.cl/docstatus';
  return latin1(`${address}?RUN=${run}&type=${type}&serial=${serial}&mrz=${mrz}`);
}

/** ICAO 9303, written again here, so that cards and reader do not share a mistake. */
function checkDigit(part: string): number {
  const values = Array.from(part, (letter) => (letter === '<' ? 0 : Number.parseInt(letter, 36)));
  return values.reduce((sum, value, at) => sum + value * ([7, 3, 1][at % 3] ?? 0), 0) % 10;
}
