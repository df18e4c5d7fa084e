// Advice on a reason, including a refusal by a platform.
import { type Advice, adviceOn } from '../core/reason/advice.ts';
import { botmakerRefused } from './botmaker/advice.ts';
import { byPlatform, findPlatform } from './list.ts';
import { trebleRefused } from './treble/advice.ts';
import { trinoRefused } from './trino/advice.ts';

/** What a status other than 401 and 403 means. */
const findRefused = byPlatform<(status: number) => Advice>({
  treble: trebleRefused,
  botmaker: botmakerRefused,
  trino: trinoRefused,
});

/** `reason` comes from a log line or an entry: `processor_timeout`, `treble_404`, or a reason of another version. */
export function adviceOnReason(reason: string): Advice {
  const [, platform = '', text] = /^([a-z]+)_(\d{3})$/.exec(reason) ?? [];
  const refused = findRefused(platform);
  if (!refused) return adviceOn(reason);
  const status = Number(text);
  return status === 401 || status === 403 ? keyRefused(platform, status) : refused(status);
}

const labelOf = (platform: string): string => findPlatform(platform)?.label ?? platform;

const keyRefused = (platform: string, status: number): Advice => ({
  summary: `${labelOf(platform)} refuses our calls (${status}): the key is wrong or missing, or has too few rights`,
  action:
    'Set the key: `npm run acuse -- source edit <source> --api-key`. Where it is on the platform’s screens is in `docs/platforms`. Nothing is lost: what waits is sent when the key is right, until its window closes. Then dismiss the entry.',
});
