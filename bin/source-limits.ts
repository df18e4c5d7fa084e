// What holds for the settings of all sources together.
import { printSources, type Source } from '../functions/core/source/source.ts';
import { findPlatform } from '../functions/platforms/list.ts';
import { CommandError } from './command.ts';

/** DynamoDB takes 400 KB, and other fields of the settings may still grow. */
const MAX_SETTINGS_BYTES = 350_000;

/** The settings of all sources are stored as one. A change that makes them smaller is always taken. */
export function refuseTooMuch(after: readonly Source[], before: readonly Source[]): void {
  const [bytes = 0, bytesBefore = 0] = [after, before].map((sources) =>
    Buffer.byteLength(printSources(sources)),
  );
  if (bytes > MAX_SETTINGS_BYTES && bytes > bytesBefore)
    throw new CommandError(
      `The settings of all sources together would have ${Math.ceil(bytes / 1000)} KB, and ${MAX_SETTINGS_BYTES / 1000} KB fit. Shorten lookups, or take away those that are not used: source edit <id> --lookup none.`,
    );
}

/** On some platforms a channel has one webhook: a second source for it is a mistake. */
export function refuseSharedChannels(sources: readonly Source[]): void {
  const owners = new Map<string, string>();
  for (const { id, platform, removed, channels = [] } of sources) {
    if (removed || findPlatform(platform)?.channels !== 'one webhook each') continue;
    for (const channel of channels) {
      const owner = owners.get(channel);
      if (owner) throw new CommandError(`The channel ${channel} already has a webhook: source ${owner}.`);
      owners.set(channel, id);
    }
  }
}
