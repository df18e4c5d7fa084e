// Your own endpoint does the work: a signed POST with the event, and its answer is the result.
import { createHash } from 'node:crypto';
import type { ProcessorReason } from '../../core/reason/reason.ts';
import { NoAnswerError, post } from '../../runtime/http/client.ts';
import { isLoopback } from '../../runtime/http/loopback.ts';
import { eventOf } from '../cloud-event.ts';
import type { ProcessorContext } from '../definition.ts';
import type { Processor } from '../processor.ts';
import { readAnswer } from '../read-answer.ts';
import { signatureHeaders } from './standard-webhooks.ts';

/** An answer is a handful of variables; Treble would not take more. */
const MAX_ANSWER_BYTES = 256 * 1024;

export interface HttpSettings extends Pick<ProcessorContext, 'secrets' | 'timeoutMs' | 'clock'> {
  /** Empty: nobody has named one. */
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
          origin,
          path: `${origin.pathname}${origin.search}`,
          body: event,
          headers: {
            'content-type': 'application/cloudevents+json; charset=utf-8',
            ...signatureHeaders({ id: task.job.eventId, atMs: clock.nowMs(), body: event }, secrets),
          },
          timeoutMs,
          maxAnswerBytes: MAX_ANSWER_BYTES,
          signal,
        });
        return readAnswer(answer);
      } catch (error) {
        if (!(error instanceof NoAnswerError)) throw error;
        const late = error.code === 'ETIMEDOUT' || error.code === 'ABORTED';
        return { kind: 'retry', reason: late ? 'processor_timeout' : 'processor_unreachable' };
      }
    },
  };
}

const unusable = (reason: ProcessorReason): Processor => ({
  name: 'http',
  process: async () => ({ kind: 'failed', reason }),
});

/** Plain http only where nobody else can listen in. User and password would be left out of the call. */
function isSafe({ protocol, hostname, username, password }: URL): boolean {
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** Two services on one host are two destinations; what tells them apart must not show, for a path may hold a secret. */
function destinationOf({ host, pathname, search }: URL): string {
  const path = `${pathname}${search}`;
  if (path === '/') return `http:${host}`;
  return `http:${host}~${createHash('sha256').update(path).digest('hex').slice(0, 6)}`;
}
