import { hmac, isSame } from '../../runtime/hmac.ts';
import type { ReferenceKey } from '../key/keys.ts';

/** Which cycle of which session a resume URL decides. */
export interface ResumeTarget {
  /** The conversation's reference. */
  readonly ref: string;
  readonly cycle: number;
  /** When the cycle's delivery was received. */
  readonly receivedAtMs: number;
}

/** The URL where a processor posts its result later: the same for every call of one cycle, also after a rotation. */
export function resumeUrl(baseUrl: string, key: ReferenceKey, target: ResumeTarget): string {
  return `${baseUrl.replace(/\/+$/, '')}/resume?token=${resumeToken(key, target)}`;
}

/** `<reference>.<cycle>.<received at, in base 36>.<HMAC>`, safe in a query as it is. */
function resumeToken({ reference }: ReferenceKey, { ref, cycle, receivedAtMs }: ResumeTarget): string {
  const parts = [ref, String(cycle), receivedAtMs.toString(36)];
  return [...parts, hmac(reference, 'resume', parts)].join('.');
}

/** Undefined when the token is not ours. The session tells whether its cycle still waits. */
export function readResumeToken(key: ReferenceKey, presented: string): ResumeTarget | undefined {
  const [ref = '', cycleText = '', receivedText = ''] = presented.split('.');
  const target = { ref, cycle: Number(cycleText), receivedAtMs: Number.parseInt(receivedText, 36) };
  if (!Number.isSafeInteger(target.cycle) || !Number.isSafeInteger(target.receivedAtMs)) return undefined;
  return isSame(presented, resumeToken(key, target)) ? target : undefined;
}
