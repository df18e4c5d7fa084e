// Your own endpoint does the work: a signed POST with the event, and its answer is the result.
import { cloudEvent } from '../shared/cloud-event.ts';
import { NoAnswerError, post } from '../shared/http-client.ts';
import type { Processor, ProcessorSettings } from '../shared/ports.ts';
import { readAnswer } from './read-answer.ts';
import { signatureHeaders } from './standard-webhooks.ts';

/** An answer is a handful of variables; Treble would not take more. */
const MAX_ANSWER_BYTES = 256 * 1024;

export function http({ url, secrets, timeoutMs, clock }: ProcessorSettings): Processor {
  return {
    name: 'http',
    async process({ job, body, deadlineAtMs, resumeUrl }) {
      if (url === undefined) return { kind: 'failed', reason: 'no_processor_url' };
      const origin = new URL(url);
      const event = cloudEvent(
        job,
        body,
        deadlineAtMs === undefined ? undefined : { deadlineAtMs, ...(resumeUrl && { resumeUrl }) },
      );
      try {
        const answer = await post({
          origin,
          path: `${origin.pathname}${origin.search}`,
          body: event,
          headers: {
            'content-type': 'application/cloudevents+json; charset=utf-8',
            ...signatureHeaders({ id: job.eventId, atMs: clock.nowMs(), body: event }, secrets),
          },
          timeoutMs,
          maxAnswerBytes: MAX_ANSWER_BYTES,
        });
        return readAnswer(answer);
      } catch (error) {
        if (!(error instanceof NoAnswerError)) throw error;
        return {
          kind: 'retry',
          reason: error.code === 'ETIMEDOUT' ? 'processor_timeout' : 'processor_unreachable',
        };
      }
    },
  };
}
