// acuse init processor: copies a working endpoint into a new folder. The templates are real files, bin/templates.
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type CliCommand, CommandError, UsageError } from '../command.ts';

/** What each language needs, and how its tests run. */
const LANGUAGES = {
  ts: { needs: 'Node.js 22.18 or later', test: 'node --test' },
  python: { needs: 'Python 3.9 or later', test: 'python3 -m unittest' },
  php: { needs: 'PHP 8.1 or later', test: 'php test.php' },
} as const;

const NAMES = Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[];
const DIRECTORY = 'acuse-processor';

export const initProcessor: CliCommand = {
  name: 'init processor',
  rest: 'directory',
  options: {
    lang: { type: 'string', value: 'language', meaning: `one of ${NAMES.join(', ')}`, completes: NAMES },
  },
  summary: `Writes a processor to start from into a new folder (${DIRECTORY}): an endpoint with its tests`,
  examples: ['init processor --lang ts', 'init processor --lang python ../verdict'],
  run: async (_target, { args, text }) => {
    const [given = DIRECTORY, ...more] = args;
    const lang = NAMES.find((name) => name === text('lang'));
    if (!lang)
      throw new UsageError(`init processor needs --lang, one of ${NAMES.join(', ')}`, 'init processor');
    if (more.length > 0) throw new UsageError('init processor takes one folder', 'init processor');
    const directory = resolve(given);
    const files = await copyTemplate(lang, directory);
    const { needs, test } = LANGUAGES[lang];
    return {
      json: { directory, files },
      text: [
        `Written into ${directory}: ${files.join(', ')}.`,
        `It needs ${needs}. Test it there: ${test}`,
        'README.md says how to run it with Acuse.',
      ].join('\n'),
    };
  },
};

/** The names of its files. @throws {CommandError} when something is there already. */
async function copyTemplate(lang: string, directory: string): Promise<string[]> {
  const template = join(import.meta.dirname, '../templates/processor', lang);
  try {
    await mkdir(directory, { recursive: true });
    if ((await readdir(directory)).length > 0)
      throw new CommandError(`${directory} is not empty. Name a new folder.`);
    await cp(template, directory, { recursive: true });
    return (await readdir(directory)).toSorted();
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError(`${directory} cannot be written: ${Object(cause).code ?? cause}`, { cause });
  }
}
