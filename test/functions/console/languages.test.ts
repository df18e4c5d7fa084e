// The console in each language: complete, and without a word of another.
import { describe, expect, test } from 'vitest';
import type { Overview } from '../../../functions/console/overview-parts.ts';
import { renderPage } from '../../../functions/console/page.ts';
import { renderWidget } from '../../../functions/console/widget.ts';
import { WORDS } from '../../../functions/console/words/words.ts';
import { PROCESSOR_REASONS } from '../../../functions/core/reason/reason.ts';
import { adviceOnReason } from '../../../functions/platforms/advice.ts';
import { LANGUAGES, type Language } from '../../../functions/runtime/language.ts';
import { drawn, failing, manyErrors, one, refused, STATES, VIEW } from './overviews.ts';

const OTHERS = LANGUAGES.filter((language) => language !== 'en');

const pageOf = (overview: Overview, language: Language) => {
  const view = { ...VIEW, language, source: 'treble', refreshSeconds: 10 };
  return renderPage(
    overview,
    { kind: 'page', view, unknownZone: true, notice: { ok: true, message: '', action: 'switch' } },
    drawn({ view }),
  );
};
const widgetOf = (overview: Overview, language: Language) => {
  const target = { kind: 'widget', operateArn: 'arn:operate' } as const;
  const view = { ...VIEW, language };
  return renderWidget(
    overview,
    'light',
    drawn({ surface: 'widget', view, target, consoleArn: 'arn:console' }),
  );
};

/** Texts and labels, without what is a name or a command in every language. */
const proseOf = (html: string): string =>
  html
    .replace(/<(style|script|code|cwdb-action)[^>]*>.*?<\/\1>/gs, ' ')
    .replace(/<option[^>]*>.*?<\/option>/gs, ' ')
    .replace(/aria-label="([^"]*)"/g, '>$1<')
    .replace(/<dd[^>]*class="id".*?<\/dd>|<(h3|span) class="id">.*?<\/\1>/gs, ' ')
    .replace(/<[^>]*>/g, ' ');

/** Words that only English has, and that no sentence of it is without for long. */
const ENGLISH =
  /(?<![\p{L}-])(the|of|and|with|without|is|are|was|were|to|at|by|not|last|up|its|this|that|from|waiting|result|open|show|yes|none|all|times?|sources?|calls?|replay|dismiss|switch|paused|available|slowest|newest|oldest|what|why)(?![\p{L}-])/iu;

/** Texts of every kind in the table of words, by their path. */
function textsOf(words: unknown, path = ''): [path: string, text: string][] {
  if (typeof words === 'string') return [[path, words]];
  if (typeof words === 'function') {
    // Every parameter is text, or a record of it, and whether something is one.
    const args = [new Proxy({}, { get: () => 'N' }), false, 'N', true];
    const call = words as (...args: unknown[]) => unknown;
    return textsOf(
      call(...(words.length === 1 && /^\(?\{/.test(String(words)) ? args : ['N', false, 'N', true])),
      path,
    );
  }
  return Object.entries(Object(words)).flatMap(([name, value]) => textsOf(value, `${path}.${name}`));
}

describe.each(OTHERS)('in %s', (language) => {
  test.each(Object.keys(STATES))('no English is left: %s', (state) => {
    const overview = STATES[state as keyof typeof STATES];
    for (const html of [pageOf(overview, language), widgetOf(overview, language)]) {
      const found = proseOf(html)
        .split(/\s{2,}|\n/)
        .filter((line) => ENGLISH.test(line));
      expect(found).toEqual([]);
    }
  });

  test('every text differs from the English one, unless it is the same word', () => {
    const english = new Map(textsOf(WORDS.en));
    const same = textsOf(WORDS[language]).filter(([path, text]) => english.get(path) === text);
    const known = ['webhooks', 'actions.entriesOf', 'windows.30m', 'settings.no'];
    expect(same.filter(([path]) => !known.some((name) => path.includes(name)))).toEqual([]);
  });

  test('numbers are written as there', () => {
    expect(pageOf(failing, language)).toContain('1.234+');
    expect(pageOf(one, language)).toContain('1,24 s');
  });
});

const REASONS = [
  ...PROCESSOR_REASONS,
  ...['bad_job', 'worker_crashed', 'processor_crashed', 'processor_paused', 'no_processor', 'deadline'],
  ...['window_closed', 'no_api_key', 'media_unreachable', 'unconfirmed', 'undelivered', 'new_reason'],
  ...['treble_404', 'botmaker_400', 'trino_422', 'treble_401'],
];

test.each(REASONS)('the advice on %s is in every language, with the same commands and names', (reason) => {
  const codeOf = (text: string) => text.match(/`[^`]*`/g)?.toSorted() ?? [];
  const english = adviceOnReason(reason);
  for (const language of OTHERS) {
    const { summary, action } = adviceOnReason(reason, language);
    expect(summary).not.toBe(english.summary);
    expect(action).not.toBe(english.action);
    expect(codeOf(action)).toEqual(codeOf(english.action));
    expect(`${summary} ${action.replaceAll(/`[^`]*`/g, '')}`).not.toMatch(/\b(the|and|is|not|with)\b/i);
  }
});

test('English is left where operate says why something was not done', () => {
  const view = { ...VIEW, language: 'es' } as const;
  const notice = { ok: false, message: 'It is gone.', action: 'replay' };
  const html = renderPage(one, { kind: 'page', view, unknownZone: false, notice }, drawn({ view }));
  expect(html).toContain('<strong>No se hizo.</strong> <span lang="en">It is gone.</span>');
});

test('the test finds English where it is', () => {
  for (const overview of [one, failing, refused, manyErrors])
    expect(proseOf(pageOf(overview, 'en'))).toMatch(ENGLISH);
});
