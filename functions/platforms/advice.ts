// Advice on a reason, including a refusal by a platform.
import { type Advice, adviceOn } from '../core/reason/advice.ts';
import { botmakerRefused } from './botmaker/advice.ts';
import { trebleRefused } from './treble/advice.ts';
import { trinoRefused } from './trino/advice.ts';

/** By platform: only platforms that Acuse calls. */
const REFUSED: Readonly<Record<string, (status: number) => Advice>> = {
  treble: trebleRefused,
  botmaker: botmakerRefused,
  trino: trinoRefused,
};

/** `reason` comes from a log line or an entry: `processor_timeout`, `treble_404`, or a reason of another version. */
export function adviceOnReason(reason: string): Advice {
  const [, platform = '', status] = /^([a-z]+)_(\d{3})$/.exec(reason) ?? [];
  const refused = Object.hasOwn(REFUSED, platform) ? REFUSED[platform] : undefined;
  return refused ? refused(Number(status)) : adviceOn(reason);
}
