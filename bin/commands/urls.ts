// acuse urls: each source's URL and the place in the platform's own screens where it goes.
import { type Source, withFirstSources } from '../../functions/shared/domain/source.ts';
import { sourceUrl } from '../../functions/shared/keyed.ts';
import type { Command } from '../command.ts';
import { openDeployment } from '../deployment.ts';

export const urls: Command = {
  name: 'urls',
  summary: "Shows each source's URL and where to paste it",
  run: async (target) => {
    const { baseUrl, key, sources } = await openDeployment(target);
    const there = withFirstSources((await sources.read()).sources).filter(({ removed }) => !removed);
    const shown = there.map((source) => ({ ...source, url: sourceUrl(baseUrl, key, source) }));
    return {
      json: shown.map(({ id, platform, waits, url }) => ({ id, platform, waits, url })),
      text: describe(shown),
    };
  },
};

function describe(sources: readonly (Source & { readonly url: string })[]): string {
  const parts = sources.map((source) => [source.id, `  ${placeOf(source)}`, `  ${source.url}`].join('\n'));
  return [
    ...parts,
    'These URLs are secrets: whoever has one can send webhooks in your name. Keep them out of chats and tickets.',
  ].join('\n\n');
}

/** In the words of the platforms' own screens. */
function placeOf({ platform, waits }: Source): string {
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
