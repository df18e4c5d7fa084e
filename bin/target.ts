// Where a command acts: --local, --stack, the environment variable ACUSE_LOCAL, or else the stack Acuse.
import { listRuns } from '../local/running.ts';
import { CommandError, type Target, UsageError } from './command.ts';

export const STACK = 'Acuse';

export const USUAL_URL = 'http://127.0.0.1:8787';

/** The value of `--local` without a URL, and of ACUSE_LOCAL: the local run that is running. */
export const RUNNING = '1';

export interface TargetOptions {
  readonly local: string | undefined;
  readonly stack: string | undefined;
  /** The environment variable: a base URL, or `1`. */
  readonly environment: string | undefined;
}

/** @throws {UsageError|CommandError} */
export function targetOf({ local, stack, environment }: TargetOptions): Target {
  if (local !== undefined && stack !== undefined) throw new UsageError('Use --local or --stack, not both');
  if (stack !== undefined) return { kind: 'stack', name: stack };
  if (local !== undefined && local !== RUNNING) return localAt(local, '--local');
  if (environment && environment !== RUNNING) return localAt(environment, 'ACUSE_LOCAL');
  if (local === undefined && !environment) return { kind: 'stack', name: STACK };
  return { kind: 'local', baseUrl: runningUrl(listRuns()) };
}

function localAt(url: string, option: string): Target {
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    return { kind: 'local', baseUrl: url.replace(/\/+$/, '') };
  throw new UsageError(`${option} needs a base URL such as ${USUAL_URL}, not ${url}`);
}

/** The run on the usual port, or else the only one. */
function runningUrl(urls: readonly string[]): string {
  const [only = USUAL_URL, another] = urls;
  if (urls.includes(USUAL_URL)) return USUAL_URL;
  if (another === undefined) return only;
  const choices = urls.map((url) => `--local ${url}`).join(' or ');
  throw new CommandError(`Several local runs are running. Use ${choices}.`);
}
