// Calls an endpoint of the user: a signed POST with the event. The answer is the result.
import { createHash } from 'node:crypto';
import type { ProcessorReason } from '../../core/reason/reason.ts';
import { NoAnswerError, post } from '../../runtime/http/client.ts';
import { isLoopback } from '../../runtime/http/loopback.ts';
import { readRetryAfter } from '../../runtime/http/retry-after.ts';
import { eventOf } from '../cloud-event.ts';
import type { ProcessorContext } from '../definition.ts';
import type { Processor } from '../processor.ts';
import { readAnswer, readNoAnswer } from '../read-answer.ts';
import { signedEvent } from './standard-webhooks.ts';

/** An answer has only a few variables; Treble does not accept more. */
const MAX_ANSWER_BYTES = 256 * 1024;

export interface HttpSettings extends Pick<ProcessorContext, 'secrets' | 'timeoutMs' | 'clock'> {
  /** Empty: not set. */
  readonly url: string;
}

export function httpProcessor({ url, secrets, timeoutMs, clock }: HttpSettings): Processor {
  if (url === '') return unusable('no_processor_url');
  const origin = URL.parse(url);
  if (!origin || !isSafe(origin)) return unusable('bad_processor_url');
  return {
    name: 'http',
    destination: destinationOf(origin),
    async process(task, signal) {
      const event = eventOf(task);
      try {
        const answer = await post({
          ...signedEvent(origin, { id: task.job.eventId, atMs: clock.nowMs(), body: event }, secrets),
          timeoutMs,
          maxAnswerBytes: MAX_ANSWER_BYTES,
          signal,
        });
        return readAnswer({ ...answer, retryAfterMs: readRetryAfter(answer, clock.nowMs()) });
      } catch (error) {
        if (!(error instanceof NoAnswerError)) throw error;
        return readNoAnswer(error.code);
      }
    },
  };
}

const unusable = (reason: ProcessorReason): Processor => ({
  name: 'http',
  process: async () => ({ kind: 'failed', reason }),
});

/** Plain http only on loopback. The call would ignore user and password, so they are refused. */
function isSafe({ protocol, hostname, username, password }: URL): boolean {
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** Two services on one host are two destinations. The path is hashed, because it can contain a secret. */
function destinationOf({ host, pathname, search }: URL): string {
  const path = `${pathname}${search}`;
  if (path === '/') return `http:${host}`;
  return `http:${host}~${createHash('sha256').update(path).digest('hex').slice(0, 6)}`;
}
