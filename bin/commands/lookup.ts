// acuse lookup …: tries the lookup of a source with a webhook body, and sets the secret value of one of its headers.
import { conversationReference } from '../../functions/core/delivery/conversation-reference.ts';
import { adviceOn } from '../../functions/core/reason/advice-on.ts';
import { lookupKeyName } from '../../functions/core/source/api-keys.ts';
import type { Source } from '../../functions/core/source/source.ts';
import { conversationScope } from '../../functions/platforms/list.ts';
import { findReader } from '../../functions/platforms/readers.ts';
import { callLookup } from '../../functions/processors/lookup/call.ts';
import type { Lookup } from '../../functions/processors/lookup/configuration.ts';
import { MAX_CALL_MS, prepare, secretsOf } from '../../functions/processors/lookup/lookup.ts';
import type { LookupRequest } from '../../functions/processors/lookup/request.ts';
import { answerOf } from '../../functions/processors/lookup/result.ts';
import type { FindValue } from '../../functions/processors/lookup/template.ts';
import { valuesOf } from '../../functions/processors/lookup/values.ts';
import type { ProcessorAnswer } from '../../functions/processors/processor.ts';
import { type CliCommand, type CommandAnswer, CommandError, firstArgument, UsageError } from '../command.ts';
import { type Deployment, openDeployment } from '../deployment.ts';
import { findSource } from '../find-source.ts';
import { askHeaderValue, HIDDEN, readLookup } from '../lookup-settings.ts';

async function sourceWithLookup(
  { sources }: Deployment,
  id: string,
): Promise<{ source: Source; lookup: Lookup }> {
  const { sources: all } = await sources.read();
  const source = findSource(all, id);
  if (source.lookup === undefined)
    throw new CommandError(
      `The source ${id} has no lookup. Give it one: npx acuse source edit ${id} --lookup FILE`,
    );
  return { source, lookup: readLookup(source.lookup) };
}

/** The values that the body has, as the worker would find them. */
async function valuesIn(body: string, source: Source, { keys }: Deployment): Promise<FindValue> {
  const event = findReader(source.platform)?.(parse(body), body);
  const { type = '', conversation = [], channel } = event ?? {};
  const job = {
    source: source.id,
    platform: source.platform,
    type,
    eventId: 'try',
    conversation: conversationReference(keys, conversationScope(source), conversation),
    channel,
    receivedAtMs: Date.now(),
  };
  return valuesOf({ job, body });
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // The error would quote the body.
    throw new CommandError('The body is not JSON. It must be a webhook body as the platform sends it.');
  }
}

interface Tried {
  readonly request?: object;
  readonly result?: object;
  readonly lines: readonly string[];
  readonly works: boolean;
}

function shownRequest({ method, origin, path, headers, body }: LookupRequest, { secretHeaders }: Lookup) {
  const hidden = secretHeaders.map((name) => [name, HIDDEN]);
  return {
    method,
    url: `${origin.origin}${path}`,
    headers: { ...headers, ...Object.fromEntries(hidden) },
    ...(body !== undefined && { body }),
  };
}

async function tryLookup(
  { source, lookup }: { source: Source; lookup: Lookup },
  find: FindValue,
  { apiKeys }: Deployment,
  dryRun: boolean,
): Promise<Tried> {
  const request = prepare(lookup, find);
  if ('reason' in request) {
    const why =
      request.reason === 'missing_value' ? 'has no value in this body' : 'has a value that cannot be used';
    return withResult(answerOf(lookup, request, find), {
      lines: [`No request is made: {${request.placeholder}} ${why}.`],
    });
  }
  const shown = shownRequest(request, lookup);
  const head = Object.entries(shown.headers).map(([name, value]) => `  ${name}: ${value}`);
  const lines = [
    `${shown.method} ${shown.url}`,
    ...head,
    ...(shown.body === undefined ? [] : ['', `  ${shown.body}`]),
  ];
  if (dryRun) return { request: shown, lines, works: true };
  const secrets = await secretsOf(lookup, source.id, apiKeys);
  if (!secrets)
    throw new CommandError(
      `The value of a secret header is missing: npx acuse lookup secret ${source.id} <header> sets it.`,
    );
  const end = await callLookup(lookup, request, secrets, { timeoutMs: MAX_CALL_MS, nowMs: Date.now });
  const answer =
    end.kind === 'no_result'
      ? end.answer
      : answerOf(
          lookup,
          end.kind === 'found' ? { reason: 'found', document: end.document } : { reason: 'not_found' },
          find,
        );
  return withResult(answer, {
    request: shown,
    lines,
    ...(end.status !== undefined && { status: end.status }),
  });
}

function withResult(
  answer: ProcessorAnswer,
  { request, lines, status }: { request?: object; lines: readonly string[]; status?: number },
): Tried {
  const answered = status === undefined ? [] : ['', `Answered with ${status}.`];
  if (answer.kind !== 'done') {
    const reason = 'reason' in answer ? answer.reason : '';
    const problem = 'problem' in answer && answer.problem !== undefined ? `: ${answer.problem}` : '';
    const result = {
      kind: answer.kind,
      reason,
      status,
      ...(problem !== '' && { problem: problem.slice(2) }),
    };
    const { summary, action } = adviceOn(reason);
    const advice = action.replaceAll('`', '').replace(/ Then replay\.$/, '');
    const said = `No result (${reason}). ${summary}${problem}. ${advice}`;
    return { ...(request && { request }), result, lines: [...lines, ...answered, '', said], works: false };
  }
  const keys = Object.fromEntries(answer.keys.map(({ key, value }) => [key, value]));
  const reply = answer.reply?.map(({ text }) => text).join('\n');
  const width = Math.max(...Object.keys(keys).map((name) => name.length));
  return {
    ...(request && { request }),
    result: { kind: 'done', status, keys, ...(reply !== undefined && { reply }) },
    lines: [
      ...lines,
      ...answered,
      '',
      'Variables:',
      ...Object.entries(keys).map(
        ([name, value]) => `  ${name.padEnd(width)}  ${value === '' ? '(empty)' : value}`,
      ),
      ...(reply === undefined ? [] : ['', `Reply: ${reply}`]),
    ],
    works: true,
  };
}

export const lookup: readonly CliCommand[] = [
  {
    name: 'lookup try',
    takes: ['source'],
    options: {
      body: {
        type: 'string',
        value: 'file',
        meaning: 'a webhook body of the platform: a file, or - for standard input',
      },
      'dry-run': { type: 'boolean', meaning: 'only show the request' },
    },
    examples: ['lookup try treble --body body.json --dry-run', 'lookup try trino --body -'],
    summary: 'Makes the lookup of a source from here, with the webhook body in a file (- for standard input)',
    run: async (target, input): Promise<CommandAnswer> => {
      const path = input.text('body');
      if (path === undefined)
        throw new UsageError('lookup try needs --body FILE, with a webhook body of the platform');
      const deployment = await openDeployment(target);
      const known = await sourceWithLookup(deployment, firstArgument(input, 'source'));
      const find = await valuesIn(await input.content(path), known.source, deployment);
      const { request, result, lines, works } = await tryLookup(
        known,
        find,
        deployment,
        input.flag('dry-run'),
      );
      return { json: { request, result }, text: lines.join('\n'), ...(!works && { exitCode: 1 }) };
    },
  },
  {
    name: 'lookup secret',
    takes: ['source', 'header'],
    examples: ['lookup secret treble authorization', 'lookup secret treble x-api-key --stack AcuseTest'],
    summary: 'Sets the value of a secret header of a lookup; it is asked for, or read from standard input',
    run: async (target, input): Promise<CommandAnswer> => {
      const deployment = await openDeployment(target);
      const { source, lookup: known } = await sourceWithLookup(deployment, firstArgument(input, 'source'));
      const header = input.args[1]?.toLowerCase() ?? '';
      if (!known.secretHeaders.includes(header))
        throw new CommandError(
          `The lookup of ${source.id} has no secret header of this name. It has: ${known.secretHeaders.join(', ') || 'none'}.`,
        );
      await deployment.apiKeys.set(
        lookupKeyName(source.id, header),
        await askHeaderValue(header, known, input),
      );
      return {
        json: { source: source.id, header, set: true },
        text: `The value of ${header} is set. A change is active within 60 s.`,
      };
    },
  },
];
