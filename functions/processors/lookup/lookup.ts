// Looks something up by one HTTP call, and sets variables from its answer. It is set up without code
// (configuration.ts).

import { SETTINGS } from '../../core/policy.ts';
import type { ProcessorReason } from '../../core/reason/reason.ts';
import { type ApiKeys, lookupKeyName } from '../../core/source/api-keys.ts';
import type { ProcessorContext } from '../definition.ts';
import type { Processor, ProcessorAnswer, Task } from '../processor.ts';
import { callLookup } from './call.ts';
import { type Lookup, LookupError, parseLookup } from './configuration.ts';
import { type LookupRequest, requestOf } from './request.ts';
import { answerOf } from './result.ts';
import { type FindValue, ValueError } from './template.ts';
import { valuesOf } from './values.ts';

/** Of one call. */
export const MAX_CALL_MS = 30_000;

export type LookupContext = Pick<ProcessorContext, 'timeoutMs' | 'clock' | 'apiKeys'> & {
  readonly source: Pick<ProcessorContext['source'], 'id' | 'lookup'>;
};

export function lookupProcessor({ source, ...context }: LookupContext): Processor {
  if (source.lookup === undefined) return unusable('no_lookup');
  const lookup = readLookup(source.lookup);
  if (!lookup) return unusable('bad_lookup');
  return {
    name: 'lookup',
    destination: `lookup:${lookup.origin.host}`,
    process: (task, signal) => lookUp(lookup, task, signal),
  };

  async function lookUp(lookup: Lookup, task: Task, signal: AbortSignal): Promise<ProcessorAnswer> {
    const find = valuesOf(task);
    const request = prepare(lookup, find);
    if ('reason' in request) return answerOf(lookup, request, find);
    const secrets = await secretsOf(lookup, source.id, context.apiKeys);
    // It may have been stored a moment ago: keys are read again every few seconds at most.
    if (!secrets)
      return { kind: 'retry', reason: 'no_lookup_key', throttled: true, retryAfterMs: SETTINGS.pauseMs };
    const timeoutMs = Math.min(context.timeoutMs, MAX_CALL_MS);
    const end = await callLookup(lookup, request, secrets, { timeoutMs, signal, nowMs: context.clock.nowMs });
    if (end.kind === 'no_result') return end.answer;
    if (end.kind === 'not_found') return answerOf(lookup, { reason: 'not_found' }, find);
    return answerOf(lookup, { reason: 'found', document: end.document }, find);
  }
}

/** The request, or why there is none. */
export function prepare(
  lookup: Lookup,
  find: FindValue,
): LookupRequest | Pick<ValueError, 'reason' | 'placeholder'> {
  try {
    return requestOf(lookup, find);
  } catch (error) {
    if (error instanceof ValueError) return error;
    throw error;
  }
}

/** Undefined where one is missing. */
export async function secretsOf(
  { secretHeaders }: Lookup,
  source: string,
  apiKeys: ApiKeys,
): Promise<Record<string, string> | undefined> {
  const secrets: Record<string, string> = {};
  for (const header of secretHeaders) {
    const value = await apiKeys.of(lookupKeyName(source, header));
    if (value === undefined) return undefined;
    secrets[header] = value;
  }
  return secrets;
}

const unusable = (reason: ProcessorReason): Processor => ({
  name: 'lookup',
  process: async () => ({ kind: 'failed', reason }),
});

/** Undefined if this version cannot use it. It was checked before it was stored. */
function readLookup(json: string): Lookup | undefined {
  try {
    return parseLookup(json);
  } catch (error) {
    if (error instanceof LookupError) return undefined;
    throw error;
  }
}
