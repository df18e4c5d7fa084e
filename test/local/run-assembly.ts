// Runs any assembly as a process of its own, so that a test can kill it. Arguments: assembly directory, data directory.
import { runTemplate } from '../../local/run.ts';

const [assemblyDirectory = '', data = ''] = process.argv.slice(2);
const run = await runTemplate({
  assemblyDirectory,
  data,
  parameters: new Map(),
  port: 0,
  output: (line) => process.stderr.write(`${line}\n`),
  log: (line) => void process.stderr.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify(run.ready)}\n`);
