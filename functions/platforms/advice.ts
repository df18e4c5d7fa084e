// Advice on a reason, a platform's refusal included.
import { type Advice, adviceOn } from '../core/reason/advice.ts';
import { trebleRefused } from './treble/advice.ts';

/** By platform, for those that we call. */
const REFUSED: Readonly<Record<string, (status: number) => Advice>> = { treble: trebleRefused };

/** `reason` is whatever stands in a log line or entry: `processor_timeout`, `treble_404`, or of another version. */
export function adviceOnReason(reason: string): Advice {
  const [, platform = '', status] = /^([a-z]+)_(\d{3})$/.exec(reason) ?? [];
  const refused = Object.hasOwn(REFUSED, platform) ? REFUSED[platform] : undefined;
  return refused ? refused(Number(status)) : adviceOn(reason);
}
