// The options for how a source answers: what they set, what they take back, their bounds, and what is warned of.
import { describe, expect, test } from 'vitest';
import { answerWarnings } from '../../bin/answer-settings.ts';
import { UsageError } from '../../bin/command.ts';
import { applySettings } from '../../bin/source-settings.ts';
import { newSource, type Source } from '../../functions/core/source/source.ts';

type Options = Readonly<Record<string, string>>;

const edit = (source: Source, options: Options): Promise<Source> =>
  applySettings(source, {
    text: (option) => options[option],
    flag: () => false,
    content: async () => '',
    secret: async () => 'invented',
    digest: () => 'invented',
  });

const botmaker = newSource('botmaker', 'botmaker', false);
const trino = newSource('trino', 'trino', false);
const treble = newSource('treble', 'treble', true);

const ALL: Options = {
  'api-base-url': 'https://api.example.com/v2.0',
  answers: 'always',
  'fallback-reply': 'Ya te contesta una persona.',
  'fallback-intent': 'no-pudimos',
  'fallback-handoff': 'ventas',
  'handoff-intent': '0P4XHUMANO1',
};

test('every option sets its setting, and what is not named stays', async () => {
  const set = await edit(botmaker, ALL);
  expect(set).toEqual({
    ...botmaker,
    apiBaseUrl: 'https://api.example.com/v2.0',
    answers: 'always',
    fallback: { reply: 'Ya te contesta una persona.', intent: 'no-pudimos', handoff: { to: 'ventas' } },
    handoffIntent: '0P4XHUMANO1',
  });
  expect(await edit(set, {})).toEqual(set);
  expect(await edit(set, { answers: 'on', 'fallback-handoff': 'yes' })).toEqual({
    ...set,
    answers: 'on',
    fallback: { ...set.fallback, handoff: {} },
  });
});

test('none takes a setting away, and off the answers; a fallback without parts is no fallback', async () => {
  const set = await edit(botmaker, ALL);
  const { reply: _reply, ...others } = set.fallback ?? {};
  expect(await edit(set, { 'fallback-reply': 'none' })).toEqual({ ...set, fallback: others });
  const cleared = Object.keys(ALL).map((option) => [option, option === 'answers' ? 'off' : 'none']);
  expect(await edit(set, Object.fromEntries(cleared))).toEqual(botmaker);
});

test('a deadline of its own is for a source that answers, too', async () => {
  expect(await edit(trino, { answers: 'on', 'deadline-seconds': '60' })).toMatchObject({
    deadlineSeconds: 60,
  });
  await expect(edit(trino, { 'deadline-seconds': '60' })).rejects.toThrow('wait or answer');
});

test.each([
  ['a URL with a path', 'https://chat.example.com:8443/app'],
  ['plain http on this machine', 'http://127.0.0.1:3000'],
])('--api-base-url takes %s', async (_case, url) => {
  expect(await edit(trino, { 'api-base-url': url })).toMatchObject({ apiBaseUrl: url });
});

test.each([
  ['plain http elsewhere', 'http://chat.example.com'],
  ['a query', 'https://chat.example.com/?a=b'],
  ['a user and password', 'https://user:word@chat.example.com'],
  ['no URL', 'chat.example.com'],
  ['a port that there is not', 'https://chat.example.com:99999'],
  ['nothing', ''],
  ['too much', `https://chat.example.com/${'x'.repeat(150)}`],
])('--api-base-url refuses %s', async (_case, url) => {
  await expect(edit(trino, { 'api-base-url': url })).rejects.toThrow(/^--api-base-url needs an https URL/);
});

test.each([
  ['answers', 'yes', '--answers needs on, always'],
  ['fallback-reply', '', 'a text of at most 4096 characters'],
  ['fallback-reply', ' ', 'a text of at most 4096 characters'],
  ['fallback-reply', 'x'.repeat(4097), 'a text of at most 4096 characters'],
  ['fallback-intent', 'x'.repeat(201), 'at most 200 characters'],
  ['fallback-handoff', 'x'.repeat(201), 'at most 200 characters'],
  ['fallback-handoff', '', 'at most 200 characters'],
  ['handoff-intent', 'x'.repeat(201), 'at most 200 characters'],
])('--%s is bounded', async (option, value, problem) => {
  const refused = edit(botmaker, { [option]: value });
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow(problem);
});

test('the longest texts are taken', async () => {
  const longest = { 'fallback-reply': 'x'.repeat(4096), 'handoff-intent': 'x'.repeat(200) };
  await expect(edit(botmaker, longest)).resolves.toMatchObject({ handoffIntent: 'x'.repeat(200) });
});

describe('what a platform cannot do is refused', () => {
  test.each(Object.keys(ALL))('--%s for Treble', async (option) => {
    await expect(edit(treble, { [option]: ALL[option] ?? '' })).rejects.toThrow(
      new RegExp(`^--${option} is not for Treble`),
    );
  });

  test.each(['fallback-intent', 'handoff-intent'])('--%s for Trino AI', async (option) => {
    await expect(edit(trino, { [option]: 'menu' })).rejects.toThrow('the API of Trino AI has no intents');
  });
});

describe('a warning names the command that is missing', () => {
  const STACK = { BotmakerBaseUrl: 'https://api.botmaker.com/v2.0', TrinoBaseUrl: '' };
  const warned = async (source: Source, options: Options, more: Partial<Source> = {}) =>
    answerWarnings({ ...(await edit(source, options)), ...more }, STACK);

  test('without a key and without an address nothing can be sent', async () => {
    expect(await warned(botmaker, { answers: 'on' })).toEqual([
      "nothing can be sent without a key of the platform's API: npx acuse source edit botmaker --api-key",
    ]);
    expect(await warned(trino, { answers: 'on' }, { hasApiKey: true })).toEqual([
      expect.stringContaining('source edit trino --api-base-url https://…, or the parameter TrinoBaseUrl'),
    ]);
  });

  test('a fallback does nothing without answers, and a hand-over on Botmaker without its intent', async () => {
    const unheard = [expect.stringContaining('source edit botmaker --answers on')];
    expect(await warned(botmaker, { 'fallback-reply': 'Ya vuelvo.' })).toEqual(unheard);
    expect(await warned(botmaker, { 'handoff-intent': 'persona' })).toEqual(unheard);
    const handsOver = { answers: 'on', 'fallback-handoff': 'yes' };
    expect(await warned(botmaker, handsOver, { hasApiKey: true })).toEqual([
      expect.stringContaining('source edit botmaker --handoff-intent <id>'),
    ]);
    expect(await warned(botmaker, { ...handsOver, 'handoff-intent': 'x' }, { hasApiKey: true })).toEqual([]);
  });

  test('a source that is complete has none, and one that only receives has none', async () => {
    const address = { 'api-base-url': 'https://chat.example.com', answers: 'on', 'fallback-handoff': 'yes' };
    expect(await warned(trino, address, { hasApiKey: true })).toEqual([]);
    expect(await warned(trino, {})).toEqual([]);
    expect(await warned(treble, {}, { hasApiKey: true })).toEqual([]);
  });
});
