// The options for how a source reads identity cards, on their way into its settings. Pure functions.
import { constraintOf, readValue, type TextParameter } from '../functions/core/parameters/parameter.ts';
import { commaList } from '../functions/core/parameters/patterns.ts';
import type { Source } from '../functions/core/source/source.ts';
import { CARD_KEYS } from '../functions/processors/id-card/card.ts';
import { cardCountries, cardExpectedKey, cardKeys } from '../functions/processors/id-card/parameters.ts';
import { UsageError } from './command.ts';

export const CARD_OPTIONS = {
  'card-countries': {
    type: 'string',
    value: 'AR,CO',
    meaning: 'for id-card: whose cards are accepted, or default',
  },
  'card-keys': {
    type: 'string',
    value: 'a,b',
    meaning: `for id-card: personal data that the flow gets: ${CARD_KEYS.join(', ')}, none, or default`,
  },
  'card-expected-key': {
    type: 'string',
    value: 'name',
    meaning: 'for id-card: the variable with the number that the customer typed, none, or default',
  },
} as const;

type Option = keyof typeof CARD_OPTIONS;

export interface CardInput {
  text(option: Option): string | undefined;
}

/** The settings with the changes of these options. A missing option changes nothing; `default` is the stack's value. */
export function applyCardSettings({ card = {}, ...rest }: Source, { text }: CardInput): Source {
  /** Undefined for `default`. `none` is the empty text, where the parameter may be empty. */
  function changed<T>(
    option: Option,
    row: TextParameter,
    before: T | undefined,
    read: (value: string) => T,
  ): T | undefined {
    const given = text(option);
    if (given === undefined) return before;
    if (given === 'default') return undefined;
    const mayBeEmpty = readValue(row, '') !== undefined;
    const value = given === 'none' && mayBeEmpty ? '' : given;
    if ((value !== '' || given === 'none') && readValue(row, value) !== undefined) return read(value);
    throw new UsageError(`--${option} ${mustBe(row)}, ${mayBeEmpty ? 'none or default' : 'or default'}`);
  }
  const list = (value: string) => [...new Set(commaList(value))];
  const next = {
    countries: changed('card-countries', cardCountries, card.countries, list),
    keys: changed('card-keys', cardKeys, card.keys, list),
    expectedKey: changed('card-expected-key', cardExpectedKey, card.expectedKey, (value) => value),
  };
  const present = Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined));
  return { ...rest, ...(Object.keys(present).length > 0 && { card: present }) };
}

/** Of the parameter; that it may be empty is `none` here. */
function mustBe(row: TextParameter): string {
  const must = constraintOf(row)
    .replace('be empty, or ', 'be ')
    .replace(/, or empty$/, '');
  return `${must}, at most ${row.maxLength} characters`;
}

/** As `source show` says it. */
export function cardText({ countries, keys, expectedKey }: NonNullable<Source['card']>): string {
  return [
    ...(countries ? [`of ${countries.join(', ')}`] : []),
    ...(keys ? [keys.length > 0 ? `gives ${keys.join(', ')}` : 'gives no personal data'] : []),
    ...(expectedKey === undefined
      ? []
      : [expectedKey === '' ? 'compared with nothing' : `compared with ${expectedKey}`]),
  ].join('; ');
}
