// The command line of `npm run bench`.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Problem } from '../local/problem.ts';

export const PARTS = [
  'sizes',
  'cold',
  'warm',
  'client',
  'local',
  'console',
  'cost',
  'drain',
  'memory',
  'cards',
] as const;

export type Part = (typeof PARTS)[number];

/** They keep the machine busy for many minutes, so they run only when they are named. */
const ONLY_BY_NAME: readonly Part[] = ['memory', 'cards'];

export interface Flags {
  readonly rounds: number;
  readonly parts: readonly Part[];
  readonly json: boolean;
  /** The folder of AWS's runtime client, absolute. */
  readonly runtimeClient: string | undefined;
}

export const USAGE = `npm run bench -- [--rounds N] [--only ${PARTS.join('|')} …] [--runtime-client FOLDER] [--json]`;

const ROUNDS = 21;
const MOST_ROUNDS = 999;

/** @throws {Problem} with the usage. */
export function parseFlags(args: readonly string[]): Flags {
  const { values } = parse(args);
  const rounds = Number(values.rounds ?? ROUNDS);
  const parts = PARTS.filter((part) => values.only?.includes(part) ?? !ONLY_BY_NAME.includes(part));
  const known = (values.only ?? []).every((name) => PARTS.some((part) => part === name));
  if (!known || !Number.isInteger(rounds) || rounds < 1 || rounds > MOST_ROUNDS) throw new Problem(USAGE, 2);
  const folder = values['runtime-client'];
  const runtimeClient = folder === undefined ? undefined : resolve(folder);
  return { rounds, parts, json: values.json ?? false, runtimeClient };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        rounds: { type: 'string' },
        only: { type: 'string', multiple: true },
        json: { type: 'boolean' },
        'runtime-client': { type: 'string' },
      },
    });
  } catch (cause) {
    throw new Problem(USAGE, 2, { cause });
  }
}
