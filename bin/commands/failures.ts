// acuse failures: the error log, newest first, with the action for each reason.

import type { ErrorLogEntry } from '../../functions/core/error-log/entry.ts';
import type { CliCommand } from '../command.ts';
import { type Deployment, openDeployment } from '../deployment.ts';
import { FILTER_OPTIONS, filterOf } from '../failure-filter.ts';
import { describeFailures } from '../failures-text.ts';
import { firstEntries } from '../first-entries.ts';
import { zoneNote } from '../local-time.ts';
import { numberOf } from '../number-option.ts';
import { describePayload, type Payload, payloadOf } from '../payload-text.ts';
import { resolveEntryIds } from '../references.ts';

const LIMIT = { default: 50, maximum: 10_000 };

export const failures: CliCommand = {
  name: 'failures',
  rest: 'id',
  options: {
    ...FILTER_OPTIONS,
    all: { type: 'boolean', meaning: 'also what was replayed or dismissed' },
    limit: {
      type: 'string',
      value: 'n',
      meaning: `at most so many entries, 1 to ${LIMIT.maximum} (default ${LIMIT.default})`,
    },
    'show-payload': { type: 'boolean', meaning: 'also the body of each: personal data' },
  },
  summary:
    'Shows the error log, newest first, and what to do; of some ids, or all; --all includes replayed and dismissed entries',
  examples: [
    'failures --since 2h',
    'failures --source treble --reason processor_error --limit 5 --show-payload',
  ],
  run: async (target, input) => {
    const limit = numberOf('limit', input.text('limit'), LIMIT);
    const all = input.flag('all');
    const filter = { ...filterOf(input, Date.now()), all };
    const deployment = await openDeployment(target);
    const { entries, more } =
      input.args.length > 0
        ? { entries: await entriesOf(input.args, deployment), more: false }
        : await firstEntries(deployment.errorLog.search(filter), limit);
    const payloads = input.flag('show-payload') ? await payloadsOf(entries, deployment) : undefined;
    const shown = entries.map((entry) => publicEntry(entry, payloads?.get(entry.id)));
    return { json: { failures: shown, more }, text: describe(entries, { all, more, payloads }) };
  },
};

/** Also those that were replayed or dismissed. */
async function entriesOf(ids: readonly string[], deployment: Deployment): Promise<ErrorLogEntry[]> {
  const known = await resolveEntryIds(ids, deployment);
  const loaded = await Promise.all(known.map((id) => deployment.errorLog.load(id)));
  return loaded.filter((entry) => entry !== undefined);
}

async function payloadsOf(
  entries: readonly ErrorLogEntry[],
  { errorLog, bodiesBucket }: Deployment,
): Promise<ReadonlyMap<string, Payload>> {
  const bucket = await bodiesBucket();
  const payloads = new Map<string, Payload>();
  for (const { id } of entries) payloads.set(id, payloadOf(await errorLog.load(id), bucket));
  return payloads;
}

function publicEntry(parked: ErrorLogEntry, payload: Payload | undefined) {
  const { parkedAtMs, replayedAtMs, dismissedAtMs, job: _job, contacts: _contacts, ...entry } = parked;
  return {
    ...entry,
    parkedAt: new Date(parkedAtMs).toISOString(),
    ...(replayedAtMs !== undefined && { replayedAt: new Date(replayedAtMs).toISOString() }),
    ...(dismissedAtMs !== undefined && { dismissedAt: new Date(dismissedAtMs).toISOString() }),
    ...(payload && { payload: payload.text ?? null, payloadNote: payload.note ?? null }),
  };
}

function describe(
  entries: readonly ErrorLogEntry[],
  shown: { all: boolean; more: boolean; payloads: ReadonlyMap<string, Payload> | undefined },
): string {
  if (entries.length === 0) return 'No entry of the error log matches.';
  const payloads = [...(shown.payloads ?? [])].map(([id, payload]) => describePayload(id, payload));
  return [
    describeFailures(entries, shown.all),
    '',
    ...(payloads.length > 0 ? [...payloads, ''] : []),
    `${shown.more ? `The newest ${entries.length}; use --limit to see more` : `${entries.length} in all`}. ${zoneNote(Date.now())}`,
    'To replay: npx acuse replay <id>, or --all-open, or the same filters.',
    'To close without a replay: npx acuse dismiss, with the same arguments.',
  ].join('\n');
}
