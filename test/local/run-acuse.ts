// Starts the real program as a process of its own, as `npm start` does, and always kills it at the end of the test.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import type { Ready } from '../../local/ready.ts';
import { temporaryDirectory } from './services/lambda/test-functions.ts';

const START = join(import.meta.dirname, '../../local/start.mjs');

export interface Process {
  readonly child: ChildProcess;
  /** The next line of stdout; undefined at its end. */
  line(): Promise<string | undefined>;
  stderr(): string;
  /** Settles with the exit code, or the signal that killed it. */
  readonly ended: Promise<number | string>;
}

export interface AcuseRun extends Process {
  readonly ready: Ready;
  stop(signal?: NodeJS.Signals): Promise<number | string>;
}

/** Any script of this project. */
export function startProcess(script: string, args: readonly string[], env = process.env): Process {
  return startCommand(process.execPath, [script, ...args], env);
}

/** The caller must end it; every other process here ends with its test. */
export function openProcess(command: string, args: readonly string[], env = process.env): Process {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ended = new Promise<number | string>((settle) => {
    child.once('close', (code, signal) => settle(code ?? signal ?? 'unknown'));
  });
  return { child, ended, stderr: () => stderr, line: async () => (await lines.next()).value };
}

function startCommand(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Process {
  const started = openProcess(command, args, env);
  onTestFinished(async () => {
    started.child.kill('SIGKILL');
    await started.ended;
  });
  return started;
}

/** The program with these arguments; it may fail. */
export function startAcuse(args: readonly string[], temporary = temporaryDirectory()): Process {
  return startProcess(START, args, environment(temporary));
}

/** The program in a shell, as npm starts it. `ended` settles when the program and the shell have ended. */
export function startAcuseInShell(...args: string[]): Process {
  const command = `"${process.execPath}" "${START}" "$@"; true`;
  return startCommand('sh', ['-c', command, 'sh', ...args], environment(temporaryDirectory()));
}

/** As a user starts it. `ended` settles when the program and npm have ended. */
export function startAcuseByNpm(...args: string[]): Process {
  const root = join(import.meta.dirname, '../..');
  const command = ['start', '--silent', '--prefix', root, '--', ...args];
  return startCommand('npm', command, { ...process.env, TMPDIR: temporaryDirectory() });
}

/** With npm's own variable a run also watches its parent process. */
const environment = (temporary: string) => ({
  ...process.env,
  npm_lifecycle_event: 'start',
  TMPDIR: temporary,
});

/** The program on a free port, when it is ready; without demonstration unless `--demo` is an argument. */
export async function runAcuse(...args: string[]): Promise<AcuseRun> {
  const own = args.includes('--demo') ? args.filter((arg) => arg !== '--demo') : ['--no-demo', ...args];
  const started = startAcuse(['--json', '--port', '0', ...own]);
  const first = await started.line();
  if (first === undefined)
    throw new Error(`The program ended with ${await started.ended}: ${started.stderr()}`);
  return {
    ...started,
    ready: JSON.parse(first),
    stop(signal = 'SIGTERM') {
      started.child.kill(signal);
      return started.ended;
    },
  };
}
