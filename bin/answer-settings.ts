// The options for how a source answers, on their way into its settings, and what they do not do alone. Pure functions.
import { botmakerBaseUrl, trinoBaseUrl } from '../functions/core/parameters/answering.ts';
import type { Source } from '../functions/core/source/source.ts';
import { findPlatform } from '../functions/platforms/list.ts';
import { readHandoff, readName, readText } from './answer-fields.ts';
import { UsageError } from './command.ts';

export const ANSWER_OPTIONS = {
  'api-key': {
    type: 'string',
    value: 'none',
    meaning: "the key of the platform's API, which is asked for; none takes it away",
    optional: { value: /^none$/, without: '' },
  },
  'api-base-url': { type: 'string', value: 'url', meaning: "the address of the platform's API, or none" },
  answers: {
    type: 'string',
    value: 'when',
    meaning: 'answer the customer: on, always (also while a person has the conversation), off',
    completes: ['on', 'always', 'off'],
  },
  'fallback-reply': { type: 'string', value: 'text', meaning: 'said when there is no result, or none' },
  'fallback-intent': { type: 'string', value: 'id', meaning: 'triggered when there is no result, or none' },
  'fallback-handoff': {
    type: 'string',
    value: 'team',
    meaning: 'hand over when there is no result: yes, a team, or none',
  },
  'handoff-intent': {
    type: 'string',
    value: 'id',
    meaning: 'the intent that hands over (Botmaker), or none',
  },
} as const;

type Option = keyof typeof ANSWER_OPTIONS;

export interface AnswerInput {
  text(option: Option): string | undefined;
}

/** Only where the platform's API has the call: by platform. */
const INTENTS = ['botmaker'];

/** The settings with the changes of these options, without the key. A missing option changes nothing. */
export function applyAnswerSettings(source: Source, { text }: AnswerInput): Source {
  refuseForPlatform(source, text);
  const { answers, apiBaseUrl, fallback, handoffIntent, ...rest } = source;
  /** Undefined for `none`, else what was read; without the option, what was set before. */
  const changed = <T>(option: Option, before: T | undefined, read: (option: string, text: string) => T) => {
    const value = text(option);
    if (value === undefined) return before;
    return value === 'none' ? undefined : read(option, value);
  };
  const said = present({
    reply: changed('fallback-reply', fallback?.reply, readText),
    intent: changed('fallback-intent', fallback?.intent, readName),
    handoff: changed('fallback-handoff', fallback?.handoff, readHandoff),
  });
  return {
    ...rest,
    ...present({
      answers: answersOf(text('answers'), answers),
      apiBaseUrl: changed('api-base-url', apiBaseUrl, readBaseUrl),
      fallback: Object.keys(said).length > 0 ? said : undefined,
      handoffIntent: changed('handoff-intent', handoffIntent, readName),
    }),
  };
}

/** Without what is undefined. */
const present = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.assign(
    {},
    ...Object.entries(fields).map(([name, value]) => value !== undefined && { [name]: value }),
  );

function refuseForPlatform({ platform }: Source, text: AnswerInput['text']): void {
  const named = (...options: Option[]) => options.find((option) => text(option) !== undefined);
  const { canAnswer = true, label = platform } = findPlatform(platform) ?? {};
  if (!canAnswer) {
    const option = named(
      'answers',
      'fallback-reply',
      'fallback-intent',
      'fallback-handoff',
      'handoff-intent',
    );
    if (option)
      throw new UsageError(
        `--${option} is not for ${label}: its conversations wait (source add ${platform} --waits), and FallbackKeys is their fallback`,
      );
    if (named('api-base-url'))
      throw new UsageError(`--api-base-url is not for ${label}: its address is the parameter TrebleBaseUrl`);
  }
  const intent = named('fallback-intent', 'handoff-intent');
  if (intent && !INTENTS.includes(platform))
    throw new UsageError(`--${intent} is for ${INTENTS.join(', ')}: the API of ${label} has no intents`);
}

function answersOf(text: string | undefined, before: Source['answers']): Source['answers'] {
  if (text === undefined) return before;
  if (text === 'off') return undefined;
  if (text === 'on' || text === 'always') return text;
  throw new UsageError('--answers needs on, always (also while a person has the conversation) or off');
}

const MAX_URL_CHARACTERS = 150;

/** As the stack's parameters take it, and longer: no environment holds it. */
function readBaseUrl(option: string, text: string): string {
  const isUrl = new RegExp(botmakerBaseUrl.pattern).test(text) && URL.canParse(text);
  if (isUrl && text.length <= MAX_URL_CHARACTERS) return text;
  throw new UsageError(
    `--${option} needs an https URL without query, of at most ${MAX_URL_CHARACTERS} characters (http only on this machine), or none`,
  );
}

/** The stack's parameter with the address of a platform's API, where a source may have its own. */
const BASE_URL_PARAMETERS: Readonly<Record<string, string>> = {
  botmaker: botmakerBaseUrl.name,
  trino: trinoBaseUrl.name,
};

/** What is missing so that the source answers, and what does nothing. `parameters`: of the stack. */
export function answerWarnings(source: Source, parameters: Readonly<Record<string, string>>): string[] {
  const { id, platform, answers, hasApiKey, apiBaseUrl, fallback, handoffIntent } = source;
  const edit = `npx acuse source edit ${id}`;
  if (!answers) {
    if (!fallback && handoffIntent === undefined) return [];
    return [`the source does not answer, so its fallback and hand-over do nothing: ${edit} --answers on`];
  }
  const parameter = BASE_URL_PARAMETERS[platform] ?? '';
  const handsOver = fallback?.handoff !== undefined && INTENTS.includes(platform);
  return [
    ...(hasApiKey ? [] : [`nothing can be sent without a key of the platform's API: ${edit} --api-key`]),
    ...(apiBaseUrl === undefined && !parameters[parameter]
      ? [
          `nothing can be sent without the address of the platform's API: ${edit} --api-base-url https://…, or the parameter ${parameter}`,
        ]
      : []),
    ...(handsOver && handoffIntent === undefined
      ? [
          `the fallback's hand-over does nothing without an intent that assigns or queues: ${edit} --handoff-intent <id>`,
        ]
      : []),
  ];
}
