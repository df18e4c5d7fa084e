// acuse urls: the URL of each source, and where to paste it in the platform.
import type { Source } from '../../functions/core/source/source.ts';
import { sourceUrl } from '../../functions/core/source/source-url.ts';
import { findWhereToPaste } from '../../functions/platforms/where-to-paste.ts';
import type { CliCommand, Target } from '../command.ts';
import { openDeployment } from '../deployment.ts';
import { readReady } from '../local.ts';

type SourceUrl = Pick<Source, 'id' | 'platform' | 'waits'> & { readonly url: string };

export const urls: CliCommand = {
  name: 'urls',
  summary: 'Shows the URL of each source and where to paste it',
  examples: ['urls', 'urls --stack AcuseTest'],
  run: async (target) => {
    const shown =
      target.kind === 'local' ? (await readReady(target.baseUrl)).sources : await readUrls(target);
    return { json: shown, text: describe(shown) };
  },
};

async function readUrls(target: Target): Promise<SourceUrl[]> {
  const { baseUrl, keys, sources } = await openDeployment(target);
  const current = (await sources.read()).sources.filter(({ removed }) => !removed);
  return current.map((source) => {
    const { id, platform, waits } = source;
    return { id, platform, waits, url: sourceUrl(baseUrl, keys, source) };
  });
}

function describe(sources: readonly SourceUrl[]): string {
  const parts = sources.map((source) =>
    [source.id, `  ${whereToPaste(source)}`, `  ${source.url}`].join('\n'),
  );
  return [
    ...parts,
    'These URLs are secrets: with a URL, anyone can send webhooks to Acuse. Never paste one into a chat or a ticket.',
  ].join('\n\n');
}

const whereToPaste = ({ platform, waits }: SourceUrl): string =>
  findWhereToPaste(platform)?.({ waits }) ?? platform;
