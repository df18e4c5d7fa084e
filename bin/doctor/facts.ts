// Collects the facts for the checks. What these credentials may not look at, or what does not answer, is no problem by
// itself: the check that needs it says that nobody could look.

import { commaList } from '../../functions/core/parameters/patterns.ts';
import { lookupKeyName } from '../../functions/core/source/api-keys.ts';
import type { Source } from '../../functions/core/source/source.ts';
import { isLoopback } from '../../functions/runtime/http/loopback.ts';
import packageJson from '../../package.json' with { type: 'json' };
import type { Target } from '../command.ts';
import type { Deployment } from '../deployment.ts';
import { firstEntries } from '../first-entries.ts';
import { readLookup } from '../lookup-settings.ts';
import { type Facts, processorOf } from './check.ts';
import { looked } from './looked.ts';
import { pingProcessor } from './ping.ts';

const DAY_MINUTES = 24 * 60;
const DAY_MS = DAY_MINUTES * 60_000;

/** More entries say no more. */
const MOST_ENTRIES = 1000;

export async function readFacts(target: Target, deployment: Deployment): Promise<Facts> {
  const nowMs = Date.now();
  const { parameters } = deployment;
  const all = (await deployment.sources.read()).sources;
  const sources = all.filter(({ enabled, removed }) => enabled && !removed);
  const fromMs = nowMs - DAY_MS;
  const [stats, failures, pauses, late, echoes, missingLookupSecrets, pings, account] = await Promise.all([
    looked(() => deployment.stats.read({ minutes: DAY_MINUTES })),
    looked(async () => (await firstEntries(deployment.errorLog.search({ fromMs }), MOST_ENTRIES)).entries),
    looked(() => deployment.breakers.notClosed()),
    looked(async () => (await deployment.openWaits.open({ limit: 0, lateBeforeMs: nowMs })).late),
    looked(() => sourcesWithEchoes(sources, deployment)),
    looked(() => secretsMissing(sources, deployment)),
    pingAll(sources, target, deployment),
    readAccount(target, functionsOf(sources, parameters)),
  ]);
  return {
    kind: target.kind,
    nowMs,
    parameters,
    sources,
    version: { own: packageJson.version, deployed: deployment.version },
    stats,
    failures,
    pauses,
    late,
    echoes,
    missingLookupSecrets,
    pings,
    ...(account && { account }),
  };
}

/** Only a stack is in an account. */
async function readAccount(target: Target, functions: readonly string[]): Promise<Facts['account']> {
  if (target.kind === 'local') return undefined;
  return (await import('./account.ts')).readAccount(target.name, functions);
}

async function sourcesWithEchoes(sources: readonly Source[], { memory }: Deployment): Promise<string[]> {
  const answering = sources.filter(({ answers }) => answers);
  const seen = await Promise.all(answering.map(async ({ id }) => ((await memory.hasEchoes(id)) ? [id] : [])));
  return seen.flat();
}

async function secretsMissing(sources: readonly Source[], { apiKeys }: Deployment) {
  const needed = sources.flatMap(({ id, lookup }) =>
    lookup === undefined ? [] : readLookup(lookup).secretHeaders.map((header) => ({ source: id, header })),
  );
  const missing = await Promise.all(
    needed.map(async (one) =>
      (await apiKeys.of(lookupKeyName(one.source, one.header))) === undefined ? [one] : [],
    ),
  );
  return missing.flat();
}

/** An address of loopback is meant for the machine of a local run. */
async function pingAll(
  sources: readonly Source[],
  { kind }: Target,
  { parameters, keys }: Deployment,
): Promise<Facts['pings']> {
  const asked = sources.flatMap((source) => {
    const url = source.processorUrl ?? parameters['ProcessorUrl'] ?? '';
    const origin = processorOf(source, { parameters }) === 'http' ? URL.parse(url) : null;
    return origin && (kind === 'local' || !isLoopback(origin.hostname)) ? [{ source, url }] : [];
  });
  return Promise.all(asked.map(({ source, url }) => pingProcessor(source, url, keys)));
}

function functionsOf(sources: readonly Source[], parameters: Facts['parameters']): readonly string[] {
  const isUsed = sources.some((source) => processorOf(source, { parameters }) === 'lambda');
  return isUsed ? commaList(parameters['ProcessorFunctionArns'] ?? '') : [];
}
