// All commands, and the options of every one of them. Each command has a file in bin/commands and a line here.
import packageJson from '../package.json' with { type: 'json' };
import type { CliCommand, CommandOptions } from './command.ts';
import { calls } from './commands/calls.ts';
import { completion } from './commands/completion.ts';
import { dismiss } from './commands/dismiss.ts';
import { doctor } from './commands/doctor.ts';
import { erase } from './commands/erase.ts';
import { failures } from './commands/failures.ts';
import { initProcessor } from './commands/init.ts';
import { key } from './commands/key.ts';
import { lookup } from './commands/lookup.ts';
import { replay } from './commands/replay.ts';
import { resume } from './commands/resume.ts';
import { retry } from './commands/retry.ts';
import { sessions } from './commands/sessions.ts';
import { show } from './commands/show.ts';
import { source } from './commands/source.ts';
import { stats } from './commands/stats.ts';
import { tail } from './commands/tail.ts';
import { test } from './commands/test.ts';
import { urls } from './commands/urls.ts';
import type { ProgramFacts } from './program.ts';
import { RUNNING, STACK, USUAL_URL } from './target.ts';

const LISTED: readonly CliCommand[] = [
  urls,
  ...source,
  ...lookup,
  doctor,
  test,
  tail,
  calls,
  stats,
  show,
  sessions,
  resume,
  retry,
  failures,
  replay,
  dismiss,
  erase,
  ...key,
  initProcessor,
];

const COMMON: CommandOptions = {
  local: {
    type: 'string',
    value: 'baseUrl',
    meaning: `use a local run; without a URL, the one that is running (${USUAL_URL})`,
    optional: { value: /^https?:/, without: RUNNING },
  },
  stack: {
    type: 'string',
    value: 'name',
    meaning: `use a deployed stack, with your AWS credentials (default ${STACK})`,
  },
  json: { type: 'boolean', meaning: 'print one JSON value; an error is JSON too, on standard error' },
};

export const PROGRAM: ProgramFacts = {
  commands: [...LISTED, completion(LISTED, COMMON)],
  common: COMMON,
  groups: {
    lookup: 'what the processor lookup asks: tries it, and keeps its secret headers',
    source: 'the webhook URLs and their settings',
    init: 'begins something of yours: a processor',
    key: 'the key of URLs and of secrets of processors',
  },
  version: packageJson.version,
};
