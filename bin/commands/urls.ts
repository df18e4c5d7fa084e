// acuse urls: each source's URL and the place in the platform's own screens where it goes.
import { SOURCES, type Source } from '../../functions/shared/domain/source.ts';
import { sourceUrl } from '../../functions/shared/keyed.ts';
import type { Command, Target } from '../command.ts';
import { readReady } from '../local.ts';
import { readBaseUrl, readKey } from '../stack.ts';

type SourceUrl = Pick<Source, 'id' | 'platform' | 'waits'> & { readonly url: string };

export const urls: Command = {
  name: 'urls',
  summary: "Shows each source's URL and where to paste it",
  run: async (target) => {
    const sources = await findUrls(target);
    return { json: sources, text: describe(sources) };
  },
};

async function findUrls(target: Target): Promise<readonly SourceUrl[]> {
  if (target.kind === 'local') return (await readReady(target.baseUrl)).sources;
  const baseUrl = await readBaseUrl(target.name);
  const key = await readKey(target.name);
  return SOURCES.map((source) => ({
    id: source.id,
    platform: source.platform,
    waits: source.waits,
    url: sourceUrl(baseUrl, key, source),
  }));
}

function describe(sources: readonly SourceUrl[]): string {
  const parts = sources.map((source) => [source.id, `  ${placeOf(source)}`, `  ${source.url}`].join('\n'));
  return [
    ...parts,
    'These URLs are secrets: whoever has one can send webhooks in your name. Keep them out of chats and tickets.',
  ].join('\n\n');
}

/** In the words of the platforms' own screens. */
function placeOf({ platform, waits }: SourceUrl): string {
  switch (platform) {
    case 'treble':
      return waits
        ? 'Treble, flow editor: webhook on the arrow into the [REQUEST_TRIGGER] block'
        : 'Treble: the other webhooks of a flow, and the webhook centre (Settings › Webhooks)';
    case 'botmaker':
      return 'Botmaker: webhook of the channel';
    case 'trino':
      return 'Trino AI: Settings › Integrations › Webhooks';
  }
}
