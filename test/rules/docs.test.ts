// The documentation is correct: the paths, links, headings, commands and parameters in it exist.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { root } from './source-files.ts';

const documents = globSync(['*.md', 'llms.txt', 'docs/**/*.md'], { cwd: root });
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const parameters = [...read('docs/parameters.md').matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);

describe.each(documents)('%s', (document) => {
  const text = read(document);

  test('names only files and folders that exist', () => {
    const paths = [...text.matchAll(/`((?:functions|lib|bin|local|test|docs|bench)\/[\w./*<>-]*)`/g)].map(
      ([, path]) => path ?? '',
    );
    expect(paths.filter((path) => !/[*<]/.test(path) && !existsSync(join(root, path)))).toEqual([]);
  });

  test('links only to existing pages', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link ?? '');
    expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
  });

  test('links only to existing headings', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
    const missing = links.filter(
      ([, page, heading = '']) => !headingsOf(page ? join(dirname(document), page) : document).has(heading),
    );
    expect(missing.map(([link]) => link)).toEqual([]);
  });

  test('names only npm scripts that exist', () => {
    const scripts = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script ?? '');
    expect(scripts.filter((script) => !(script in packageJson.scripts))).toEqual([]);
  });

  test('sets only parameters that exist', () => {
    const commands = [...text.matchAll(/--parameters ([^\n`]*)/g)].map(([, rest]) => rest ?? '');
    const names = commands.flatMap((rest) => [...rest.matchAll(/\b([A-Z]\w+)=/g)].map(([, name]) => name));
    expect(names.filter((name) => name !== 'Name' && !parameters.includes(name))).toEqual([]);
  });
});

/** The anchors of a page, as GitHub makes them, and those that are written as `<a id="…">`. */
function headingsOf(page: string): Set<string> {
  const text = read(page);
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)]);
}

test('the pages of the project, and those of GitHub, are among them', () => {
  expect(documents).toEqual(
    expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/es/treble.md']),
  );
});

test('the README begins with the two most important commands', () => {
  const [, commands] = read('README.md').split('```sh\n');
  expect(
    commands
      ?.split('\n')
      .slice(0, 2)
      .map((line) => line.split('#')[0]?.trim()),
  ).toEqual(['npm ci && npm start', 'npm ci && npm test']);
});

test('the list of parameters is not empty', () => {
  expect(parameters).toContain('SessionDeadlineSeconds');
});
