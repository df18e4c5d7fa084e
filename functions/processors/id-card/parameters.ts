// The parameters of id-card: which cards, what of a card goes into the conversation, and what it is compared with. A
// source can have its own.
import { prose, type TextParameter } from '../../core/parameters/parameter.ts';
import { commaList, VARIABLE_NAME, VARIABLE_NAME_CONSTRAINT } from '../../core/parameters/patterns.ts';
import { CARD_KEYS, COUNTRIES } from './card.ts';

const group = 'Identity cards';

/** One or more of these words, with commas between. */
const someOf = (words: readonly string[]) =>
  `(${words.join('|')})(,(${words.join('|')})){0,${words.length - 1}}`;

/** Those of the words that are in the list, each once. */
export const amongWords =
  <Word extends string>(words: readonly Word[]) =>
  (list: readonly string[]): readonly Word[] =>
    words.filter((word) => list.includes(word));

export const cardCountries = {
  name: 'CardCountries',
  kind: 'text',
  default: COUNTRIES.join(','),
  maxLength: 8,
  pattern: `^${someOf(COUNTRIES)}$`,
  constraint: `must be one or more of ${COUNTRIES.join(', ')}, with commas between and no spaces`,
  parse: (text: string) => amongWords(COUNTRIES)(commaList(text)),
  prose: /* @__PURE__ */ prose({
    group,
    label: 'Countries',
    meaning: 'The countries whose identity cards id-card accepts, with commas between.',
    more: 'A source can have its own: `acuse source edit <id> --card-countries`.',
    extremes: 'One country: a card of another one is `other_country`, also where it could be read.',
  }),
} as const satisfies TextParameter;

export const cardKeys = {
  name: 'CardKeys',
  kind: 'text',
  default: '',
  maxLength: CARD_KEYS.join(',').length,
  pattern: `^(${someOf(CARD_KEYS)})?$`,
  constraint: `must be empty, or one or more of ${CARD_KEYS.join(', ')}, with commas between and no spaces`,
  parse: (text: string) => amongWords(CARD_KEYS)(commaList(text)),
  prose: /* @__PURE__ */ prose({
    group,
    label: 'Personal data that the flow gets',
    meaning: 'The variables with personal data of a card that id-card fills, with commas between.',
    more: 'A source can have its own: `acuse source edit <id> --card-keys`.',
    extremes:
      'Empty: the flow learns whether the card is good, and nothing about the person. Each one named is stored by the platform, and in the session until `SessionRetentionDays` have passed.',
  }),
} as const satisfies TextParameter;

export const cardExpectedKey = {
  name: 'CardExpectedKey',
  kind: 'text',
  default: '',
  maxLength: 40,
  pattern: VARIABLE_NAME,
  constraint: VARIABLE_NAME_CONSTRAINT,
  prose: /* @__PURE__ */ prose({
    group,
    label: 'Variable with the expected number',
    meaning: 'The variable with the number that the customer typed; id-card compares it with the card.',
    more: 'Compared without dots, hyphens and leading zeros. On Treble a session variable, on Botmaker a variable and on Trino AI a custom attribute of the conversation, if the webhook has it. A source can have its own: `acuse source edit <id> --card-expected-key`.',
    extremes:
      'Empty: nothing is compared. Named, and missing or empty in the conversation: `does_not_match`, so that a wrong name never looks like an approval. At most 40 characters.',
  }),
} as const satisfies TextParameter;

export const CARD_PARAMETERS = [cardCountries, cardKeys, cardExpectedKey] as const;
