// What a lookup brings into the conversation. Every variable is set every time, so that nothing is left from an earlier
// lookup. docs/processors/lookup.md documents the reasons for builders of flows, so they must not change.
import { canBeStored, type SessionKey } from '../../core/wait/answer.ts';
import type { ProcessorAnswer } from '../processor.ts';
import { asText } from '../read-result.ts';
import { type Lookup, REASON_VARIABLE, type Variable } from './configuration.ts';
import { valueAt } from './pointer.ts';
import { type FindValue, fill } from './template.ts';

/** `missing_value`, `unusable_value`: of a placeholder, so the request was not made. */
export const LOOKUP_REASONS = ['found', 'not_found', 'missing_value', 'unusable_value'] as const;

export type LookupResult =
  | { readonly reason: 'found'; readonly document: unknown }
  | { readonly reason: Exclude<(typeof LOOKUP_REASONS)[number], 'found'> };

export function answerOf(lookup: Lookup, result: LookupResult, find: FindValue): ProcessorAnswer {
  const found = result.reason === 'found';
  const textOf = (variable: Variable): string => {
    if (!found) return '';
    return 'constant' in variable ? variable.constant : asText(valueAt(result.document, variable.pointer));
  };
  const keys: SessionKey[] = [
    ...lookup.variables.map((variable) => ({ key: variable.name, value: textOf(variable) })),
    { key: lookup.foundVariable, value: String(found) },
    { key: REASON_VARIABLE, value: result.reason },
  ];
  const set = new Map(keys.map(({ key, value }) => [key, value]));
  const template = found ? lookup.reply : lookup.notFoundReply;
  // A message may say less, but it is sent: a placeholder without a value is left out.
  const said = (name: string) => (set.get(name) ?? find(name) ?? '').toWellFormed();
  const text = template && fill(template, said, (value) => value).trim();
  const answer = { keys, ...(text && { reply: [{ text }] }) };
  if (canBeStored(answer)) return { kind: 'done', ...answer };
  return {
    kind: 'failed',
    reason: 'processor_bad_answer',
    problem: 'its variables and messages come to more than 256 KiB',
  };
}
