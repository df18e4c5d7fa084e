// The command line: invalid arguments and their error messages.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PROGRAM } from '../../bin/command-list.ts';
import { completionsOf } from '../../bin/commands/completion.ts';
import { parseCommandLine } from '../../bin/program.ts';
import { targetOf, USUAL_URL } from '../../bin/target.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { deployed } from './aws.fake.ts';
import { acuse } from './run.ts';

const STACK = { name: 'Acuse', baseUrl: 'https://api.example/', key: 'k'.repeat(64) };

test.each([
  ['a command that does not exist', ['url'], "unknown command 'url' (Did you mean urls?)", ''],
  ['a group without a command', ['key'], 'key needs one of status, rotate, finish', ''],
  ['a flag that does not exist', ['urls', '--nope'], "urls: unknown option '--nope'", 'urls '],
  ['a flag with a mistake', ['failures', '--sinse', '2h'], '(Did you mean --since?)', 'failures '],
  ['a short flag that does not exist', ['urls', '-x'], "unknown option '-x'", 'urls '],
  [
    'an argument that the command does not take',
    ['urls', 'treble'],
    "too many arguments for 'urls'",
    'urls ',
  ],
  ['a missing argument', ['source', 'show'], "source show: missing required argument 'id'", 'source show '],
  ['--stack without a name', ['urls', '--stack'], "option '--stack <name>' argument missing", 'urls '],
  ['--stack followed by a flag', ['urls', '--stack', '--json'], 'It needs a value', 'urls '],
  ['--local with a value that is not a URL', ['urls', '--local=here'], '--local needs a base URL', ''],
  ['--local with another protocol', ['urls', '--local=ftp://127.0.0.1'], '--local needs a base URL', ''],
  [
    '--local and --stack together',
    ['urls', '--local', '--stack', 'Acuse'],
    'Use --local or --stack, not both',
    '',
  ],
])('%s: one error line, exit code 2', async (_case, args, problem, command) => {
  const { code, stdout, stderr } = await acuse(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const json = args.includes('--json');
  const message = json ? JSON.parse(stderr).error.message : stderr.replace(/^acuse: /, '').trimEnd();
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(message.endsWith(` See npx acuse ${command}--help`)).toBe(true);
  expect(message).toContain(problem);
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
  expect(stderr).toBe(`acuse: The ${name} is missing or empty. See npx acuse --help\n`);
});

test.each([[[]], [['--help']], [['help']]])(
  'acuse %j shows commands, options and the usual URL of a local run',
  async (args) => {
    const { code, stdout, stderr } = await acuse(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const word of ['urls', '--stack', '--local', '--json', 'http://127.0.0.1:8787'])
      expect(stdout).toContain(word);
  },
);

test('--version prints the version of package.json', async () => {
  const { code, stdout } = await acuse(['--version']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${packageJson.version}\n` });
});

describe('every command', () => {
  const { commands, common } = PROGRAM;

  test.each(commands)(
    '$name --help has its summary, each option with its meaning, and two examples',
    async (command) => {
      const parsed = await parseCommandLine([...command.name.split(' '), '--help'], PROGRAM);
      const text = parsed.kind === 'text' ? parsed.text.replaceAll(/\s+/g, ' ') : '';
      const options = { ...command.options, ...common };
      for (const [name, { meaning }] of Object.entries(options)) {
        expect(text).toContain(`--${name}`);
        expect(text).toContain(meaning);
      }
      for (const part of [command.summary, ...command.examples])
        expect(text).toContain(part.replaceAll(/\s+/g, ' '));
      expect(command.examples.length).toBeGreaterThanOrEqual(2);
    },
  );

  test.each(commands.flatMap(({ name, examples }) => examples.map((example) => ({ name, example }))))(
    'the example «$example» is read as $name',
    async ({ name, example }) => {
      const words = [...example.replace(/ >>? .*$/, '').matchAll(/"([^"]*)"|(\S+)/g)].map(
        ([, text, word]) => text ?? word ?? '',
      );
      const parsed = await parseCommandLine(words, PROGRAM);
      expect(parsed.kind === 'run' && parsed.command.name).toBe(name);
    },
  );
});

describe('where a command acts', () => {
  test('ACUSE_LOCAL stands for --local', async () => {
    const { code, stderr } = await acuse(['urls'], { ACUSE_LOCAL: 'http://127.0.0.1:1' });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('No answer from http://127.0.0.1:1'),
    });
  });

  test('--stack goes before ACUSE_LOCAL', () => {
    const given = { local: undefined, stack: 'AcuseTest', environment: 'http://127.0.0.1:1' };
    expect(targetOf(given)).toEqual({ kind: 'stack', name: 'AcuseTest' });
  });

  test('without any of them, the stack is Acuse', () => {
    expect(targetOf({ local: undefined, stack: undefined, environment: undefined })).toEqual({
      kind: 'stack',
      name: 'Acuse',
    });
  });

  test('--local without a URL finds the run that is running, wherever it listens', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'acuse-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const directory = join(folder, `.acuse-running-${userInfo().uid}`);
    mkdirSync(directory);
    const announce = (pid: number, url: string) => writeFileSync(join(directory, String(pid)), url);
    announce(process.pid, 'http://127.0.0.1:2');
    // Of a process that was killed: no process has this number.
    announce(2 ** 22 + 1, 'http://127.0.0.1:3');
    const found = await acuse(['urls', '--local'], { TMPDIR: folder });
    expect(found.stderr).toContain('No answer from http://127.0.0.1:2');
    announce(process.ppid, 'http://127.0.0.1:4');
    const several = await acuse(['urls', '--local'], { TMPDIR: folder });
    expect(several).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Several local runs are running'),
    });
    announce(process.ppid, USUAL_URL);
    expect((await acuse(['urls', '--local'], { TMPDIR: folder })).stderr).not.toContain('Several');
  });
});

describe('completion', () => {
  const { commands, common } = PROGRAM;
  test.each([
    [['so'], ['source']],
    [
      ['source', 'ro'],
      ['rotate', 'rotate-secret'],
    ],
    [['source', 'edit', 'treble', '--processor', 'ph'], ['photo-check']],
    [['failures', '--si'], ['--since']],
    [['stats', '--js'], ['--json']],
  ])('%j is completed to %j', (typed, words) => {
    expect(completionsOf(typed, commands, common)).toEqual(words);
  });

  test('the script of bash completes in a real bash', async () => {
    const { stdout: script } = await acuse(['completion', 'bash']);
    const cli = join(import.meta.dirname, '../../bin/acuse.mjs');
    const called = script.replace(/npx --no-install acuse/, `"${process.execPath}" "${cli}"`);
    const typed = 'COMP_WORDS=(acuse source ro); COMP_CWORD=2; _acuse; declare -p COMPREPLY';
    const { stdout } = await promisify(execFile)('bash', ['-c', `${called}\n${typed}`]);
    expect(stdout).toBe('declare -a COMPREPLY=([0]="rotate" [1]="rotate-secret")\n');
  });

  test('another shell is refused', async () => {
    const { code, stderr } = await acuse(['completion', 'csh']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('bash, zsh, fish, not csh'),
    });
  });
});
