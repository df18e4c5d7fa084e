// What a check of `acuse doctor` is: a pure function of facts. facts.ts collects them.
import type { BreakerState } from '../../functions/core/breaker/breaker-store.ts';
import type { ErrorLogEntry } from '../../functions/core/error-log/entry.ts';
import type { Source } from '../../functions/core/source/source.ts';
import type { StatsReport } from '../../functions/core/statistics/report.ts';
import type { LateWaits } from '../../functions/core/wait/open-waits.ts';
import type { ProcessorPing } from './ping.ts';

/** `unknown`: why nobody could look. */
export type Looked<T> = { readonly found: T } | { readonly unknown: string };

export interface Facts {
  readonly kind: 'local' | 'stack';
  readonly nowMs: number;
  /** The values of the stack's parameters, by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Those that are switched on. */
  readonly sources: readonly Source[];
  readonly version: { readonly own: string; readonly deployed: string | undefined };
  /** Of the last 24 hours. */
  readonly stats: Looked<StatsReport>;
  /** Open entries of the last 24 hours. */
  readonly failures: Looked<readonly ErrorLogEntry[]>;
  readonly pauses: Looked<readonly BreakerState[]>;
  readonly late: Looked<LateWaits>;
  /** Answering sources to which an echo of a call has come. */
  readonly echoes: Looked<readonly string[]>;
  /** Secret headers of lookups that have no value. */
  readonly missingLookupSecrets: Looked<readonly { readonly source: string; readonly header: string }[]>;
  readonly pings: readonly ProcessorPing[];
  /** What the stack's account says; not looked at on a local run. */
  readonly account?: {
    /** Functions that may run at once. */
    readonly concurrency: Looked<number>;
    /** Readers of alarms. */
    readonly readers: Looked<readonly { readonly protocol: string; readonly confirmed: boolean }[]>;
    /** Names of the alarms that are in alarm. */
    readonly alarms: Looked<readonly string[]>;
    /** Functions of the processor lambda that do not exist. */
    readonly missingFunctions: Looked<readonly string[]>;
  };
}

export interface Finding {
  /** What stands in the way, as a sentence without its full stop. */
  readonly problem: string;
  /** What mends it: a command, or where to look. */
  readonly mend: string;
  /** It may be wanted, so it does not count as a problem. */
  readonly note?: true;
}

export interface Check {
  /** What is looked at, in a few words. */
  readonly name: string;
  /** Undefined where it does not apply; `unknown` where the facts could not be looked up. */
  look(facts: Facts): readonly Finding[] | { readonly unknown: string } | undefined;
}

export type Result = ReturnType<Check['look']>;

/** The findings of a fact, or that nobody could look. */
export function onFact<T>(fact: Looked<T> | undefined, findings: (found: T) => readonly Finding[]): Result {
  if (fact === undefined) return undefined;
  return 'unknown' in fact ? fact : findings(fact.found);
}

/** What works for a source: its own processor, or the stack's. */
export const processorOf = ({ processor }: Source, { parameters }: Pick<Facts, 'parameters'>): string =>
  processor ?? parameters['Processor'] ?? '';

export const deadlineSecondsOf = (
  { deadlineSeconds }: Source,
  { parameters }: Pick<Facts, 'parameters'>,
): number => deadlineSeconds ?? Number(parameters['SessionDeadlineSeconds']);
