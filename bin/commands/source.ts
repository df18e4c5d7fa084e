// acuse source …: the webhook URLs and their settings. Each command changes the list of sources in one atomic write.
import { lookupKeyName } from '../../functions/core/source/api-keys.ts';
import { changeSource } from '../../functions/core/source/change-source.ts';
import { headerDigest } from '../../functions/core/source/header-digest.ts';
import { newSource, type Source } from '../../functions/core/source/source.ts';
import { sourceUrl } from '../../functions/core/source/source-url.ts';
import { UNKNOWN_SOURCE } from '../../functions/core/statistics/stats-entry.ts';
import { PLATFORMS } from '../../functions/platforms/list.ts';
import { processorSecrets } from '../../functions/processors/signing-secret.ts';
import { askApiKey } from '../api-keys.ts';
import {
  type CliCommand,
  type CommandAnswer,
  CommandError,
  firstArgument,
  type Input,
  UsageError,
} from '../command.ts';
import { type Deployment, openDeployment } from '../deployment.ts';
import { findSource } from '../find-source.ts';
import { askLookupKeys } from '../lookup-settings.ts';
import { refuseSharedChannels, refuseTooMuch } from '../source-limits.ts';
import { rotate, rotateSecret } from '../source-rotation.ts';
import { applySettings, platformOf, SETTINGS_OPTIONS } from '../source-settings.ts';
import { describeSource, listSources, publicSettings } from '../source-text.ts';
import { urls } from './urls.ts';

interface ChangedSource {
  readonly source: Source;
  /** What becomes of its keys of others' APIs; all else stays as it is. */
  readonly keys?: KeyChanges;
}

interface KeyChanges {
  /** By name. */
  readonly set: ReadonlyMap<string, string>;
  readonly isGone?: ((name: string) => boolean) | undefined;
}

type Change = (
  sources: readonly Source[],
  input: Input,
  deployment: Deployment,
) => ChangedSource | Promise<ChangedSource>;

/** A key is stored before the settings say that it is there, and removed after they do not say so any more. */
function changing(change: Change): CliCommand['run'] {
  return async (target, given) => {
    const deployment = await openDeployment(target);
    const asked = { secret: once(given.secret), content: once(given.content), confirm: once(given.confirm) };
    const input = { ...given, ...asked };
    let isGone: KeyChanges['isGone'];
    const makeChange = async (known: readonly Source[]) => {
      const { source, keys } = await change(known, input, deployment);
      const all = [...known.filter(({ id }) => id !== source.id), source];
      refuseSharedChannels(all);
      refuseTooMuch(all, known);
      isGone = keys?.isGone;
      for (const [name, key] of keys?.set ?? []) await deployment.apiKeys.set(name, key);
      return source;
    };
    const changed = await changeSource(deployment.sources, makeChange, Date.now());
    if (changed.kind !== 'changed')
      throw new CommandError('Another command is changing the sources at the same time. Try again.');
    if (isGone) await deployment.apiKeys.remove(isGone);
    return answerFor(changed.source, deployment);
  };
}

/** A change that is made again, because somebody else wrote in between, does not ask or read again. */
function once<T>(read: (what: string) => Promise<T>): (what: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (what) => {
    const answer = answers.get(what) ?? read(what);
    answers.set(what, answer);
    return answer;
  };
}

/**
 * With the keys that `--api-key` and `--lookup` need. They are asked for last, when all other options are known to be
 * right.
 */
async function withKeys(before: Source, after: Source, input: Input): Promise<ChangedSource> {
  const { hasApiKey, ...rest } = after;
  const apiKey = await askApiKey(rest.id, input);
  const has = apiKey === undefined ? hasApiKey : apiKey !== 'none';
  const lookup =
    before.lookup === after.lookup ? undefined : await askLookupKeys(before, after.lookup, input);
  const isGone = (name: string) => (apiKey === 'none' && name === rest.id) || lookup?.isGone(name) === true;
  return {
    source: { ...rest, ...(has && { hasApiKey: true }) },
    keys: {
      set: new Map([
        ...(apiKey !== undefined && apiKey !== 'none' ? [[rest.id, apiKey.key] as const] : []),
        ...(lookup?.set ?? []),
      ]),
      ...((apiKey === 'none' || lookup) && { isGone }),
    },
  };
}

function answerFor(source: Source, deployment: Deployment): CommandAnswer {
  const { publicUrl, keys, parameters } = deployment;
  const url = source.removed ? undefined : sourceUrl(publicUrl, keys, source);
  const secrets = source.removed ? [] : processorSecrets(keys, source);
  const secretFields = { processorSecret: secrets[0], processorSecrets: secrets };
  return {
    json: { ...publicSettings(source, parameters), ...(url && { url, ...secretFields }) },
    text: describeSource(source, { url, secrets, parameters, keyRotating: keys.previous !== undefined }),
  };
}

function settingsInput({ text, flag, content, secret }: Input, { keys }: Deployment) {
  return {
    text,
    flag,
    content,
    secret,
    digest: (name: string, value: string) => headerDigest(keys, name, value),
  };
}

async function add(sources: readonly Source[], input: Input, deployment: Deployment): Promise<ChangedSource> {
  const { name: platform, canWait } = platformOf(firstArgument(input, 'platform'));
  const id = input.text('id') ?? freeId(platform, sources);
  const waits = input.flag('waits');
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id)) {
    throw new UsageError('--id needs lower-case letters, digits and -, at most 63');
  }
  if (id === UNKNOWN_SOURCE) {
    throw new UsageError(
      `--id ${UNKNOWN_SOURCE} is reserved: statistics use it for requests to unknown sources. Choose another id`,
    );
  }
  if (waits && !canWait) throw new UsageError('Only conversations of Treble can wait: leave out --waits');
  const before = sources.find((source) => source.id === id);
  if (before && !before.removed)
    throw new CommandError(`The source ${id} already exists. Choose another --id.`);
  // The URLs and secrets of a removed source stay invalid when a new source gets its id.
  const generation = (before?.generation ?? 0) + 1;
  const made = { ...newSource(id, platform, waits), generation, lowestGeneration: generation };
  const secretGeneration = before && (before.secretGeneration ?? 1) + 1;
  const secret = before && { secretGeneration, lowestSecretGeneration: secretGeneration };
  const start = { ...made, ...secret };
  return withKeys(start, await applySettings(start, settingsInput(input, deployment)), input);
}

function freeId(platform: string, sources: readonly Source[]): string {
  const taken = new Set(sources.filter(({ removed }) => !removed).map(({ id }) => id));
  for (let number = 2; ; number += 1) {
    const id = `${platform}-${number}`;
    if (!taken.has(id)) return id;
  }
}

/** A command that changes one source. */
const step = (
  name: string,
  summary: string,
  change: (source: Source, input: Input) => Source,
): CliCommand => ({
  name: `source ${name}`,
  takes: ['id'],
  summary,
  examples: [`source ${name} treble`, `source ${name} treble --stack AcuseTest`],
  run: changing((sources, input) => ({
    source: change(findSource(sources, firstArgument(input, 'id')), input),
  })),
});

const show = async (target: Parameters<CliCommand['run']>[0], input: Input): Promise<CommandAnswer> => {
  const deployment = await openDeployment(target);
  const { sources } = await deployment.sources.read();
  return answerFor(findSource(sources, firstArgument(input, 'id')), deployment);
};

export const source: readonly CliCommand[] = [
  {
    name: 'source add',
    takes: ['platform'],
    options: {
      id: {
        type: 'string',
        value: 'id',
        meaning: 'its name: lower-case letters, digits and -, part of the URL',
      },
      waits: { type: 'boolean', meaning: 'Treble: its path leads into a [REQUEST_TRIGGER] block' },
      ...SETTINGS_OPTIONS,
    },
    examples: [
      'source add treble --id treble-cards --waits --processor photo-check',
      'source add trino --answers on --processor http --processor-url https://bot.example/acuse',
    ],
    summary: `Makes a webhook URL for ${PLATFORMS.map(({ name }) => name)
      .join(', ')
      .replace(/, (?!.*, )/, ' or ')}`,
    run: changing(add),
  },
  {
    name: 'source list',
    summary: 'Shows all sources',
    examples: ['source list', 'source list --json'],
    run: async (target) => {
      const deployment = await openDeployment(target);
      const { sources } = await deployment.sources.read();
      const current = sources.filter(({ removed }) => !removed);
      return {
        json: current.map((source) => publicSettings(source, deployment.parameters)),
        text: listSources(current),
      };
    },
  },
  {
    name: 'source show',
    takes: ['id'],
    summary: 'Shows one source, its URL and its settings',
    examples: ['source show treble', 'source show treble --json'],
    run: show,
  },
  {
    name: 'source edit',
    takes: ['id'],
    options: SETTINGS_OPTIONS,
    summary: 'Changes settings; active within 60 s',
    examples: [
      'source edit treble --processor photo-check --deadline-seconds 120',
      'source edit trino --api-key --answers on --fallback-reply "A person will write to you."',
    ],
    run: changing(edit),
  },
  { ...urls, name: 'source urls', examples: ['source urls', 'source urls --stack AcuseTest'] },
  step(
    'disable',
    'Switches a source off: its webhooks are acknowledged only, its waits continue at once',
    (source) => ({ ...source, enabled: false }),
  ),
  step('enable', 'Switches a source on again', (source) => ({ ...source, enabled: true })),
  {
    ...step('rotate', 'Makes a new URL; the old one is valid until --finish', rotate),
    options: { finish: { type: 'boolean', meaning: 'end the rotation: the old URL is not valid any more' } },
    examples: ['source rotate treble', 'source rotate treble --finish'],
  },
  {
    ...step(
      'rotate-secret',
      'Makes a new signing secret; the old one also signs until --finish',
      rotateSecret,
    ),
    options: {
      finish: { type: 'boolean', meaning: 'end the rotation: the old secret does not sign any more' },
    },
    examples: ['source rotate-secret treble', 'source rotate-secret treble --finish'],
  },
  {
    name: 'source remove',
    takes: ['id'],
    options: { yes: { type: 'boolean', meaning: 'do not ask' } },
    summary: 'Removes a source and its keys: its URL answers 404',
    examples: ['source remove treble-2', 'source remove treble-2 --yes'],
    run: changing(remove),
  },
];

async function edit(
  sources: readonly Source[],
  input: Input,
  deployment: Deployment,
): Promise<ChangedSource> {
  const source = findSource(sources, firstArgument(input, 'id'));
  return withKeys(source, await applySettings(source, settingsInput(input, deployment)), input);
}

/** Also one that is removed already: where its keys could not be taken away then, they are now. */
async function remove(sources: readonly Source[], input: Input): Promise<ChangedSource> {
  const id = firstArgument(input, 'id');
  const known = sources.find((source) => source.id === id) ?? findSource(sources, id);
  const question = `Remove ${id}? Its URL answers 404 for ever, and its conversations are not worked on any more.`;
  const sure = known.removed || input.flag('yes') || (await input.confirm(question));
  if (!sure) throw new CommandError('Nothing was removed.');
  const { hasApiKey, lookup, ...source } = known;
  const hadKeys = hasApiKey || lookup !== undefined || source.removed;
  return {
    source: { ...source, enabled: false, removed: true },
    ...(hadKeys && {
      keys: { set: new Map(), isGone: (name) => name === id || name.startsWith(lookupKeyName(id, '')) },
    }),
  };
}
