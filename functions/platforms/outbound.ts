// The side of each platform that continues conversations, made from a function's configuration. Only functions that send load
// this file.
import type { botmakerBaseUrl, trinoBaseUrl } from '../core/parameters/answering.ts';
import type { sessionUpdateSettleSeconds, trebleBaseUrl } from '../core/parameters/treble.ts';
import type { VariablesOf } from '../core/parameters/variables-of.ts';
import type { ApiKeys } from '../core/source/api-keys.ts';
import type { Source } from '../core/source/source.ts';
import type { SourceDirectory } from '../core/source/source-directory.ts';
import { destinationOf, type Outbounds } from '../core/wait/outbound.ts';
import { paces } from '../core/wait/pace.ts';
import type { Session } from '../core/wait/session.ts';
import { clock } from '../runtime/clock.ts';
import type { MakeOutbound } from './answering.ts';
import { botmakerOutbound } from './botmaker/outbound.ts';
import { byPlatform } from './list.ts';
import { trebleOutbound } from './treble/outbound.ts';
import { trinoOutbound } from './trino/outbound.ts';

export type OutboundConfig = VariablesOf<
  [typeof trebleBaseUrl, typeof botmakerBaseUrl, typeof trinoBaseUrl, typeof sessionUpdateSettleSeconds]
>;

const findOutbound = byPlatform<MakeOutbound>({
  treble: trebleOutbound,
  botmaker: botmakerOutbound,
  trino: trinoOutbound,
});

/** The settings of its source were never read: then neither its key nor its fallback is known. */
export class SourceUnreadError extends Error {
  override readonly name = 'SourceUnreadError';
  readonly code = 'settings_unread';
  readonly retryable = true;
}

export function configuredOutbounds(
  config: OutboundConfig,
  { directory, apiKeys }: { readonly directory: SourceDirectory; readonly apiKeys: ApiKeys },
): Outbounds {
  const findBaseUrl = byPlatform({
    treble: config.TREBLE_BASE_URL,
    botmaker: config.BOTMAKER_BASE_URL,
    trino: config.TRINO_BASE_URL,
  });
  const shared = paces(clock);
  const settleMs = config.SESSION_UPDATE_SETTLE_SECONDS * 1000;

  async function sourceOf({ message, cycle }: Session): Promise<Source | undefined> {
    const sources = await directory.sources();
    // A Treble conversation goes on without its source's settings: they can only add a key.
    if (!sources && message) throw new SourceUnreadError('The settings of the sources could not be read.');
    return sources?.find(({ id }) => id === cycle?.source);
  }

  return {
    async of(session) {
      const platform = session.message?.platform ?? 'treble';
      const make = findOutbound(platform);
      if (!make) throw new Error(`This version does not know the platform ${platform}.`);
      const source = await sourceOf(session);
      const apiKey = source?.hasApiKey ? await apiKeys.of(source.id) : undefined;
      return make({
        ref: session.ref,
        address: session.sessionId,
        baseUrl: source?.apiBaseUrl ?? findBaseUrl(platform) ?? '',
        destination: destinationOf(session),
        apiKey,
        source,
        settleMs,
        clock,
        paces: shared,
      });
    },
  };
}
