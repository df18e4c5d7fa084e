// `npm start`: synthesises the app, runs what its template says on this machine, shows that it works, and serves
// until it is told to end. A contents page; each step has its file.
import { longDeadlineWarning } from '../functions/core/wait/long-deadline.ts';
import { demonstrate, inWords } from './demo/demo.ts';
import { parseFlags, USAGE } from './flags.ts';
import { messageOf, Problem } from './problem.ts';
import { summaryOf } from './ready.ts';
import { runTemplate } from './run.ts';
import { whenToldToEnd } from './signals.ts';
import { synthesise } from './template/synth.ts';

const startedAt = performance.now();
const log = (line: string) => void process.stderr.write(`acuse: ${line}\n`);
const ending = whenToldToEnd();
// Whoever reads the first line and goes away does not end the run.
process.stdout.on('error', () => undefined);

try {
  await main();
} catch (problem) {
  if (ending.signal.aborted) process.exit(0);
  // What was foreseen is said in one line; anything else is a fault of ours, and its stack tells where.
  process.stderr.write(
    problem instanceof Problem ? `acuse: ${problem.message}\n` : `${Object(problem).stack}\n`,
  );
  process.exit(problem instanceof Problem ? problem.exitCode : 1);
}

async function main(): Promise<void> {
  const flags = parseFlags(process.argv.slice(2));
  const say = (text: string) => void (flags.json || process.stdout.write(`${text}\n`));
  const print = (value: object) => void (flags.json && process.stdout.write(`${JSON.stringify(value)}\n`));
  if (flags.help) return say(USAGE);

  const onBuild = () => say('Building the app; the next start finds it built …');
  const assemblyDirectory = await synthesise({ signal: ending.signal, onBuild });
  const run = await runTemplate({
    ...flags,
    assemblyDirectory,
    output: (line) => process.stderr.write(`${line}\n`),
    log,
  });
  ending.call(run.stop);
  process.once('exit', run.dataDirectory.close);
  void run.failed.then(async (problem) => {
    log(problem.message);
    await run.stop();
    process.exit(1);
  });

  const { path, temporary } = run.dataDirectory;
  const state = temporary
    ? 'State goes when the run ends; keep it with --data DIR.'
    : `State is kept in ${path}.`;
  const deadline = longDeadlineWarning(Number(flags.parameters.get('SessionDeadlineSeconds') ?? 0));
  if (deadline !== undefined) log(`SessionDeadlineSeconds: ${deadline}`);
  print(run.ready);
  say(summaryOf(run.ready, { seconds: (performance.now() - startedAt) / 1000, state }));

  if (!flags.demo) return;
  if (!run.simulator)
    return log('No demonstration: a Treble was named, and no real one is called for an invented session.');
  try {
    await demonstrate(run, run.simulator, (step) => {
      print({ event: 'demo', ...step });
      say(inWords(step));
    });
  } catch (cause) {
    if (!ending.signal.aborted) log(`The demonstration broke off: ${messageOf(cause)}`);
  }
}
