import { hmac, isSame } from '../../runtime/hmac.ts';
import { type RotatedKeys, validKeys } from '../key/keys.ts';
import type { Source } from './source.ts';

/** The token of a source's URL: `<platform>.<generation>.<HMAC>`, safe in a query as it is. */
export function sourceToken({ current }: CurrentKey, { id, platform, generation }: Named): string {
  return `${platform}.${generation}.${hmac(current, 'source', [id, platform, String(generation)])}`;
}

type CurrentKey = Pick<RotatedKeys, 'current'>;
type Named = Pick<Source, 'id' | 'platform' | 'generation'>;

/** The content of a valid token. */
export interface Token {
  readonly platform: string;
  readonly generation: number;
}

/** Undefined when no valid key made the token for this source. Compares in constant time. */
export function readToken(keys: RotatedKeys, sourceId: string, presented: string): Token | undefined {
  const [platform, generationText] = presented.split('.');
  const generation = /^[1-9]\d{0,8}$/.test(generationText ?? '') ? Number(generationText) : undefined;
  if (!platform || !generation) return undefined;
  const named = { id: sourceId, platform, generation };
  const matches = validKeys(keys).map((current) => isSame(presented, sourceToken({ current }, named)));
  return matches.includes(true) ? { platform, generation } : undefined;
}

/** Whether the settings accept this token: of the source's platform, and not revoked by a rotation. */
export function isAccepted(
  { platform, generation }: Token,
  source: Pick<Source, 'platform' | 'generation' | 'lowestGeneration'>,
): boolean {
  const inRange = generation >= source.lowestGeneration && generation <= source.generation;
  return inRange && platform === source.platform;
}

/** The URL that a user pastes into the platform. `baseUrl` comes with or without a slash at its end. */
export function sourceUrl(baseUrl: string, key: CurrentKey, source: Named): string {
  return `${baseUrl.replace(/\/+$/, '')}/hooks/${source.id}?token=${sourceToken(key, source)}`;
}
