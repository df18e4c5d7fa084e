// `npm start` (start.mjs): synthesises the app, runs its template on this machine, shows that it works, and serves until it is
// stopped. Each step has its own file.
import { longDeadlineWarning } from '../functions/core/wait/long-deadline.ts';
import { buildProgress } from './build-progress.ts';
import { demonstrate } from './demo/demo.ts';
import { describeStep } from './demo/demo-step.ts';
import { parseFlags, USAGE } from './flags.ts';
import { shownOutput } from './function-output.ts';
import { messageOf, Problem } from './problem.ts';
import { runTemplate } from './run.ts';
import { announceRun } from './running.ts';
import { handleSignals } from './signals.ts';
import { startWarnings } from './start-warnings.ts';
import { summaryOf } from './summary.ts';
import { synthesise } from './template/synth.ts';

const startedAt = performance.now();
const log = (line: string) => void process.stderr.write(`acuse: ${line}\n`);
const shutdown = handleSignals();
// A program may read the first line and close the pipe: the run continues.
process.stdout.on('error', () => undefined);

try {
  await main();
} catch (problem) {
  if (shutdown.signal.aborted) process.exit(0);
  // An expected problem is one line. Anything else is a bug of Acuse, so its stack is printed.
  process.stderr.write(
    problem instanceof Problem ? `acuse: ${problem.message}\n` : `${Object(problem).stack}\n`,
  );
  process.exit(problem instanceof Problem ? problem.exitCode : 1);
}

async function main(): Promise<void> {
  const flags = parseFlags(process.argv.slice(2));
  const printText = (text: string) => void (flags.json || process.stdout.write(`${text}\n`));
  const printJson = (value: object) =>
    void (flags.json && process.stdout.write(`${JSON.stringify(value)}\n`));
  if (flags.help) return printText(USAGE);

  if (flags.parameters.size > 0) {
    const { checkParameters } = await import('./template/check-parameters.ts');
    checkParameters(flags.parameters);
  }
  const building = buildProgress({ json: flags.json });
  const assemblyDirectory = await synthesise({ signal: shutdown.signal, onBuild: building.begin });
  building.end();
  const run = await runTemplate({
    ...flags,
    assemblyDirectory,
    output: (line) => {
      const shown = shownOutput(line, flags.verbose || flags.json || !process.stderr.isTTY);
      if (shown !== undefined) process.stderr.write(`${shown}\n`);
    },
    log,
  });
  shutdown.onShutdown(run.stop);
  process.once('exit', announceRun(run.ready.baseUrl));
  void run.failed.then(async (problem) => {
    log(problem.message);
    await run.stop();
    process.exit(1);
  });

  const { path, temporary } = run.dataDirectory;
  const state = temporary
    ? 'The state is removed when the run ends; keep it with --data DIR.'
    : `The state is kept in ${path}.`;
  const deadline = longDeadlineWarning(Number(flags.parameters.get('SessionDeadlineSeconds') ?? 0));
  if (deadline !== undefined) log(`SessionDeadlineSeconds: ${deadline}`);
  const hasLambda = Boolean(process.env['AWS_ENDPOINT_URL_LAMBDA']);
  for (const warning of startWarnings(flags.parameters, { hasLambda })) log(warning);
  printJson(run.ready);
  printText(summaryOf(run.ready, { seconds: (performance.now() - startedAt) / 1000, state }));

  if (!flags.demo) return;
  if (!run.simulators.treble)
    log(
      'No demonstration of Treble: TrebleBaseUrl is given, and an invented session is never sent to a real Treble.',
    );
  try {
    await demonstrate(run, (step) => {
      printJson({ event: 'demo', ...step });
      printText(describeStep(step));
    });
  } catch (cause) {
    if (!shutdown.signal.aborted) log(`The demonstration failed: ${messageOf(cause)}`);
  }
}
