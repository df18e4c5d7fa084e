// The options for how a source reads identity cards: what they set, what they take back, and their bounds.
import { expect, test } from 'vitest';
import { cardText } from '../../bin/card-settings.ts';
import { UsageError } from '../../bin/command.ts';
import { applySettings } from '../../bin/source-settings.ts';
import { newSource, parseSources, printSources, type Source } from '../../functions/core/source/source.ts';

type Options = Readonly<Record<string, string>>;

const edit = (source: Source, options: Options): Promise<Source> =>
  applySettings(source, {
    text: (option) => options[option],
    flag: () => false,
    secret: async () => 'invented',
    content: async () => '',
    digest: () => 'invented',
  });

const treble = newSource('kyc', 'treble', true);

test('every option sets its setting, and what is not named stays', async () => {
  const set = await edit(treble, {
    'card-countries': 'AR,CO',
    'card-keys': 'card_number',
    'card-expected-key': 'cedula',
  });
  expect(set.card).toEqual({ countries: ['AR', 'CO'], keys: ['card_number'], expectedKey: 'cedula' });
  expect(parseSources(printSources([set]))).toEqual([set]);
  expect(await edit(set, {})).toEqual(set);
  expect((await edit(set, { 'card-countries': 'CL,CL' })).card).toEqual({ ...set.card, countries: ['CL'] });
});

test('none is nothing, whatever the stack says, and default is the stack’s value', async () => {
  const none = await edit(treble, { 'card-keys': 'none', 'card-expected-key': 'none' });
  expect(none.card).toEqual({ keys: [], expectedKey: '' });
  expect(parseSources(printSources([none]))).toEqual([none]);
  expect(await edit(none, { 'card-keys': 'default', 'card-expected-key': 'default' })).toEqual(treble);
});

test.each([
  ['card-countries', 'PE', 'one or more of AR, CO, CL'],
  ['card-countries', 'AR, CO', 'no spaces'],
  ['card-countries', 'none', 'or default'],
  ['card-countries', '', 'one or more of AR, CO, CL'],
  ['card-keys', 'card_photo', 'one or more of card_number, card_names, card_born'],
  ['card-keys', '', 'none or default'],
  ['card-expected-key', 'dos palabras', 'without spaces'],
  ['card-expected-key', 'x'.repeat(41), 'at most 40 characters'],
  ['card-expected-key', '', 'none or default'],
])('--%s %j is refused with what it must be', async (option, value, message) => {
  const editing = edit(treble, { [option]: value });
  await expect(editing).rejects.toThrow(UsageError);
  await expect(editing).rejects.toThrow(message);
});

test('the settings are shown in words', () => {
  expect(cardText({ countries: ['AR'], keys: ['card_born'], expectedKey: 'cedula' })).toBe(
    'of AR; gives card_born; compared with cedula',
  );
  expect(cardText({ keys: [], expectedKey: '' })).toBe('gives no personal data; compared with nothing');
});
