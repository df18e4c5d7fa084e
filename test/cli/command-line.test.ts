// The command line: invalid arguments and their error messages.
import { expect, test } from 'vitest';
import { deployed } from './aws.fake.ts';
import { acuse } from './run.ts';

const STACK = { name: 'Acuse', baseUrl: 'https://api.example/', key: 'k'.repeat(64) };

test.each([
  ['no command', [], 'No command given'],
  ['a command that does not exist', ['url'], 'There is no command url'],
  ['a flag that does not exist', ['urls', '--nope'], "Unknown option '--nope'"],
  ['a short flag that does not exist', ['urls', '-x'], "Unknown option '-x'"],
  ['an argument that the command does not take', ['urls', 'treble'], 'urls does not take treble'],
  ['--stack without a name', ['urls', '--stack'], "Option '--stack <value>' argument missing"],
  ['--stack followed by a flag', ['urls', '--stack', '--json'], "Option '--stack' argument is ambiguous"],
  ['--local with a value that is not a URL', ['urls', '--local=here'], '--local needs a base URL'],
  ['--local with another protocol', ['urls', '--local=ftp://127.0.0.1'], '--local needs a base URL'],
  [
    '--local and --stack together',
    ['urls', '--local', '--stack', 'Acuse'],
    'Use --local or --stack, not both',
  ],
])('%s: one error line, exit code 2', async (_case, args, problem) => {
  const { code, stdout, stderr } = await acuse(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^acuse: [^\n]+ See npm run acuse -- --help\n$/);
  expect(stderr).toContain(problem);
});

test.each([
  ['resume', 'conversation'],
  ['source add', 'platform'],
  ['source show', 'id'],
  ['source edit', 'id'],
  ['source disable', 'id'],
  ['test', 'source'],
])('%s with an empty argument is refused: The %s is missing or empty', async (command, name) => {
  const { code, stdout, stderr } = await acuse([...command.split(' '), ''], await deployed(STACK));
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(`acuse: The ${name} is missing or empty. See npm run acuse -- --help\n`);
});

test('--help shows commands, options and the default URL of a local run', async () => {
  const { code, stdout, stderr } = await acuse(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const word of ['urls', '--stack', '--local', '--json', 'http://127.0.0.1:8787'])
    expect(stdout).toContain(word);
});
