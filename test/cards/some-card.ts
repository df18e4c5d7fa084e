// Cards of many invented people, and the verdict that each should have.
import type { CardVerdict } from '../../functions/processors/id-card/card.ts';
import { type CardCode, CODE_OF } from '../../local/demo/cards/draw-card.ts';
import {
  argentineCode,
  chileanCode,
  colombianCode,
  firstArgentineCode,
  noise,
  type Person,
} from '../../local/demo/cards/people.ts';

export const CARD_KINDS_DRAWN = ['CO', 'AR', 'AR 2009', 'CL'] as const;

export interface DrawnCard {
  readonly kind: (typeof CARD_KINDS_DRAWN)[number];
  readonly code: CardCode;
  /** If all values are asked for. */
  readonly verdict: CardVerdict;
}

const SURNAMES = ['PEÑALOZA', 'NUÑEZ', 'IBÁÑEZ', 'DE LA FUENTE', "O'HIGGINS", 'GÜEMES', 'SOSA'];
const NAMES = ['LUZ', 'FICTICIA', 'JOSÉ', 'ANA', 'INVENTADO', 'MARÍA', 'EJEMPLO'];

export function someCard(kind: DrawnCard['kind'], seed: number): DrawnCard {
  const chance = noise(seed * 31 + 7);
  const one = <T>(of: readonly T[], otherwise: T): T => of[Math.floor(chance() * of.length)] ?? otherwise;
  const digits = (count: number) => Array.from({ length: count }, () => Math.floor(chance() * 10)).join('');
  const two = (least: number, most: number) =>
    String(least + Math.floor(chance() * (most - least + 1))).padStart(2, '0');
  const person: Person = {
    surnames: [one(SURNAMES, 'SOSA'), one(SURNAMES, 'SOSA')],
    names: [one(NAMES, 'LUZ'), chance() < 0.3 ? '' : one(NAMES, 'LUZ')],
    sex: chance() < 0.5 ? 'F' : 'M',
    born: `19${two(40, 99)}-${two(1, 12)}-${two(1, 28)}`,
  };
  const given = person.names.join(' ').trim();
  const { born } = person;
  const dni = `99${digits(6)}`;
  switch (kind) {
    case 'CO': {
      const number = `9999${digits(6)}`;
      const names = `${given} ${person.surnames.join(' ')}`;
      const code = CODE_OF.colombian(colombianCode(person, { number, seed, markerDigit: seed % 10 }));
      return { kind, code, verdict: { reason: 'ok', country: 'CO', kind: 'cedula', number, names, born } };
    }
    case 'CL': {
      const run = runOf(`1${digits(7)}`);
      const expires = `20${two(27, 35)}-${two(1, 12)}-${two(1, 28)}`;
      const code = CODE_OF.chilean(
        chileanCode(person, { run, expires, serial: digits(9), isNewCard: seed % 2 === 1 }),
      );
      const verdict = {
        reason: 'ok',
        country: 'CL',
        kind: 'cedula',
        number: run,
        names: '',
        born,
        expires,
      } as const;
      return { kind, code, verdict };
    }
    default: {
      const names = `${given} ${person.surnames[0]}`;
      const verdict = { reason: 'ok', country: 'AR', kind: 'dni', number: dni, names, born } as const;
      return kind === 'AR'
        ? { kind, code: CODE_OF.argentine(argentineCode(person, dni)), verdict }
        : {
            kind,
            code: CODE_OF.firstArgentine(firstArgentineCode(person, dni, '20/06/2031')),
            verdict: { ...verdict, expires: '2031-06-20' },
          };
    }
  }
}

/** Adds the check digit, by a rule written again here. */
function runOf(number: string): string {
  let [sum, factor] = [0, 2];
  for (const digit of Array.from(number).reverse()) {
    sum += Number(digit) * factor;
    factor = factor === 7 ? 2 : factor + 1;
  }
  return `${number}-${'0K987654321'.charAt(sum % 11)}`;
}
