// The command line itself: what it refuses, and how it says so.
import { expect, test } from 'vitest';
import { acuse } from './run.ts';

test.each([
  ['no command', [], 'No command given'],
  ['a command that does not exist', ['url'], 'There is no command url'],
  ['a flag that does not exist', ['urls', '--nope'], "Unknown option '--nope'"],
  ['a short flag that does not exist', ['urls', '-x'], "Unknown option '-x'"],
  ['an argument that the command does not take', ['urls', 'treble'], 'urls takes no treble'],
  ['a stack without its name', ['urls', '--stack'], "Option '--stack <value>' argument missing"],
  ['a flag where the name belongs', ['urls', '--stack', '--json'], "Option '--stack' argument is ambiguous"],
  ['a local run that is no URL', ['urls', '--local=here'], '--local takes a base URL'],
  ['a base URL of another kind', ['urls', '--local=ftp://127.0.0.1'], '--local takes a base URL'],
  ['both places at once', ['urls', '--local', '--stack', 'Acuse'], '--local and --stack exclude each other'],
])('%s: one line that says so, exit code 2', async (_what, args, problem) => {
  const { code, stdout, stderr } = await acuse(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^acuse: [^\n]+ See npm run acuse -- --help\n$/);
  expect(stderr).toContain(problem);
});

test('--help names every command and option, and where a local run is looked for', async () => {
  const { code, stdout, stderr } = await acuse(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const word of ['urls', '--stack', '--local', '--json', 'http://127.0.0.1:8787'])
    expect(stdout).toContain(word);
});
