// acuse source …: the webhook URLs and their settings, as the platforms' own webhook screens have them, at the
// receiving end. Each command is one step on the list of sources, written at once or not at all.
import { changeSource } from '../../functions/core/source/change-source.ts';
import { headerDigest } from '../../functions/core/source/header-digest.ts';
import { newSource, type Source } from '../../functions/core/source/source.ts';
import { sourceUrl } from '../../functions/core/source/source-url.ts';
import { UNKNOWN_SOURCE } from '../../functions/core/statistics/stats-entry.ts';
import { findPlatform, PLATFORMS } from '../../functions/platforms/list.ts';
import { processorSecrets } from '../../functions/processors/signing-secret.ts';
import { type CliCommand, type CommandAnswer, CommandError, type Input, UsageError } from '../command.ts';
import { type Deployment, openDeployment } from '../deployment.ts';
import { applySettings, platformOf, SETTINGS_OPTIONS } from '../source-settings.ts';
import { describeSource, listSources, publicSettings } from '../source-text.ts';
import { urls } from './urls.ts';

type Change = (sources: readonly Source[], input: Input, deployment: Deployment) => Promise<Source>;

function changing(change: Change): CliCommand['run'] {
  return async (target, input) => {
    const deployment = await openDeployment(target);
    const changed = await changeSource(deployment.sources, async (known) => {
      const source = await change(known, input, deployment);
      refuseSharedChannels([...known.filter(({ id }) => id !== source.id), source]);
      return source;
    });
    if (changed.kind === 'changed') return answerFor(changed.source, deployment);
    throw new CommandError('Somebody else is changing the sources too. Try again.');
  };
}

function answerFor(source: Source, deployment: Deployment): CommandAnswer {
  const { baseUrl, key } = deployment;
  const url = source.removed ? undefined : sourceUrl(baseUrl, key, source);
  const secrets = source.removed ? [] : processorSecrets(key, source);
  const secretFields = { processorSecret: secrets[0], processorSecrets: secrets };
  return {
    json: { ...publicSettings(source), ...(url && { url, ...secretFields }) },
    text: describeSource(source, url, secrets),
  };
}

/** Where a channel has one webhook, two sources for it would be a mistake. */
function refuseSharedChannels(sources: readonly Source[]): void {
  const owners = new Map<string, string>();
  for (const { id, platform, removed, channels = [] } of sources) {
    if (removed || findPlatform(platform)?.channels !== 'one webhook each') continue;
    for (const channel of channels) {
      const owner = owners.get(channel);
      if (owner) throw new CommandError(`The channel ${channel} has its webhook already: source ${owner}.`);
      owners.set(channel, id);
    }
  }
}

function named(sources: readonly Source[], id = ''): Source {
  const source = sources.find((known) => known.id === id && !known.removed);
  if (source) return source;
  throw new CommandError(`There is no source ${id}. npm run acuse -- source list shows them.`);
}

function settingsInput({ text, flag, secret }: Input, { key }: Deployment) {
  return { text, flag, secret, digest: (name: string, value: string) => headerDigest(key, name, value) };
}

async function add(sources: readonly Source[], input: Input, deployment: Deployment): Promise<Source> {
  const { name: platform, canWait } = platformOf(input.args[0] ?? '');
  const id = input.text('id') ?? freeId(platform, sources);
  const waits = input.flag('waits');
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id)) {
    throw new UsageError('--id takes lower-case letters, digits and -, 63 at most');
  }
  if (id === UNKNOWN_SOURCE) {
    throw new UsageError(
      `--id ${UNKNOWN_SOURCE} is what statistics call the requests to no source: choose another`,
    );
  }
  if (waits && !canWait) throw new UsageError('Only Treble’s conversations can wait: leave out --waits');
  const before = sources.find((source) => source.id === id);
  if (before && !before.removed)
    throw new CommandError(`There is a source ${id} already. Name another by --id.`);
  // URLs and secrets of a source that was removed stay dead when another takes its name.
  const generation = (before?.generation ?? 0) + 1;
  const made = { ...newSource(id, platform, waits), generation, lowestGeneration: generation };
  const secretGeneration = before && (before.secretGeneration ?? 1) + 1;
  const secret = before && { secretGeneration, lowestSecretGeneration: secretGeneration };
  return applySettings({ ...made, ...secret }, settingsInput(input, deployment));
}

function freeId(platform: string, sources: readonly Source[]): string {
  const taken = new Set(sources.filter(({ removed }) => !removed).map(({ id }) => id));
  for (let number = 2; ; number += 1) {
    const id = `${platform}-${number}`;
    if (!taken.has(id)) return id;
  }
}

/** A step on one source that needs nothing but its name. */
const step = (
  name: string,
  summary: string,
  change: (source: Source, input: Input) => Source,
): CliCommand => ({
  name: `source ${name}`,
  takes: ['id'],
  summary,
  run: changing(async (sources, input) => change(named(sources, input.args[0]), input)),
});

const show = async (target: Parameters<CliCommand['run']>[0], { args }: Input): Promise<CommandAnswer> => {
  const deployment = await openDeployment(target);
  const { sources } = await deployment.sources.read();
  return answerFor(named(sources, args[0]), deployment);
};

export const source: readonly CliCommand[] = [
  {
    name: 'source add',
    takes: ['platform'],
    options: { id: { type: 'string' }, waits: { type: 'boolean' }, ...SETTINGS_OPTIONS },
    summary: `Makes a webhook URL for ${PLATFORMS.map(({ name }) => name)
      .join(', ')
      .replace(/, (?!.*, )/, ' or ')}`,
    run: changing(add),
  },
  {
    name: 'source list',
    summary: 'Shows all sources',
    run: async (target) => {
      const { sources } = await (await openDeployment(target)).sources.read();
      const there = sources.filter(({ removed }) => !removed);
      return { json: there.map(publicSettings), text: listSources(there) };
    },
  },
  { name: 'source show', takes: ['id'], summary: 'Shows one source, its URL and its settings', run: show },
  {
    name: 'source edit',
    takes: ['id'],
    options: SETTINGS_OPTIONS,
    summary: 'Changes settings; takes effect within 60 s',
    run: changing(async (sources, input, deployment) =>
      applySettings(named(sources, input.args[0]), settingsInput(input, deployment)),
    ),
  },
  { ...urls, name: 'source urls' },
  step('disable', 'Acknowledges and does nothing; what waits is continued at once', (one) => ({
    ...one,
    enabled: false,
  })),
  step('enable', 'Switches a source on again', (one) => ({ ...one, enabled: true })),
  {
    ...step('rotate', 'Makes a new URL; the old one is valid until --finish', (one, input) =>
      rotate(one, input),
    ),
    options: { finish: { type: 'boolean' } },
  },
  {
    ...step(
      'rotate-secret',
      'Makes a new secret to sign with; the old one signs too until --finish',
      (one, input) => rotateSecret(one, input),
    ),
    options: { finish: { type: 'boolean' } },
  },
  step('remove', 'Takes a source away: its URL is answered 404', (one) => ({
    ...one,
    enabled: false,
    removed: true,
  })),
];

function rotate(one: Source, input: Input): Source {
  const underWay = one.generation > one.lowestGeneration;
  if (input.flag('finish')) {
    if (!underWay)
      throw new CommandError(`No rotation of ${one.id} is under way: there is nothing to finish.`);
    return { ...one, lowestGeneration: one.generation };
  }
  if (underWay) {
    throw new CommandError(
      `A rotation of ${one.id} is under way. Paste the new URL (source show ${one.id}), then --finish it.`,
    );
  }
  return { ...one, generation: one.generation + 1 };
}

function rotateSecret(one: Source, input: Input): Source {
  const { secretGeneration = 1, lowestSecretGeneration = 1 } = one;
  const underWay = secretGeneration > lowestSecretGeneration;
  if (input.flag('finish')) {
    if (!underWay)
      throw new CommandError(`No rotation of ${one.id}’s secret is under way: there is nothing to finish.`);
    return { ...one, lowestSecretGeneration: secretGeneration };
  }
  if (underWay) {
    throw new CommandError(
      `A rotation of ${one.id}’s secret is under way. Give the processor the new secret (source show ${one.id}), then --finish it.`,
    );
  }
  return { ...one, secretGeneration: secretGeneration + 1, lowestSecretGeneration };
}
