// What the end of a sample means and what to do next, for whoever runs `acuse test`. Pure: log lines in, words out.
import type { Source } from '../functions/core/source/source.ts';
import type { Target } from './command.ts';
import type { LoggedLine } from './deployment.ts';

/** For a sample that has no outcome yet. */
export function whereItStopped(lines: readonly LoggedLine[], kind: Target['kind']): string {
  if (!lines.some(({ event }) => event === 'delivery'))
    return 'Acknowledged, and no log line since: CloudWatch may be late, try again in a minute.';
  const last = lines.findLast(({ event }) => event === 'attempt');
  if (!last) {
    return kind === 'local'
      ? 'Nobody has worked on it yet: look at what the run says on standard error.'
      : 'Nobody has worked on it yet: look at the worker’s log and at the age of the oldest message in its queue.';
  }
  if (last['destination'] === 'treble') {
    const why = last['configuration']
      ? 'Treble refuses our settings, not the sample: see that TrebleBaseUrl is right.'
      : 'Treble does not take the session update: see that TrebleBaseUrl is right and that Treble is up.';
    return `${why} The update is tried again every minute for SendWindowHours.`;
  }
  return `${PROCESSOR[String(last['reason'])] ?? 'The last attempt above says why.'} It is tried again.`;
}

/** The way to the processor works, and the processor does not. */
const PROCESSOR: Record<string, string> = {
  processor_rejected:
    'The processor answered 4xx: look at its log. It may refuse our signature: source show prints the secret.',
  processor_bad_answer:
    'The processor answered 200 with no list of variables: docs/platforms/treble.md says what it may answer.',
  processor_error: 'The processor answers with an error: look at its log.',
  processor_unreachable:
    'The processor is not to be reached: see that it runs, and at the address that source show prints.',
  processor_redirected:
    'The processor answered with a redirect, which is not followed: give its final address by source edit --processor-url.',
  processor_throttled: 'Lambda throttles the processor’s function: look at its concurrency.',
  processor_forbidden:
    'Lambda does not let the worker call the function: see that ProcessorFunctionArns lists exactly this ARN, and deploy.',
  processor_missing: 'Lambda knows no such function: see that the ARN in ProcessorFunctionArns is right.',
  photo_unreachable:
    'The photo’s host does not answer: see that it is up, and in PhotoAllowedHosts if it is in a private network.',
  processor_timeout: 'The processor takes too long: hurry it up, or raise ProcessorTimeoutSeconds.',
};

/** Nothing is wrong but what nobody has chosen yet, or somebody has chosen so. */
const WORKS: Record<string, string> = {
  no_processor:
    'No processor is chosen: set the stack’s Processor parameter, or the source’s by source edit.',
  no_processor_url:
    'The processor http has no address: set ProcessorUrl, or the source’s by source edit --processor-url.',
  bad_processor_url:
    'The processor’s address is no https URL without user and password: set another by source edit --processor-url.',
  no_processor_function: 'The processor lambda has no function: set ProcessorFunctionArns when you deploy.',
  processor_function_not_listed:
    'The source’s function is not in ProcessorFunctionArns: add it there, or choose another by source edit --processor-function.',
  no_lambda_here:
    'On this machine there is no Lambda: start the run with AWS_ENDPOINT_URL_LAMBDA set to what stands in for it.',
  filtered: 'The source’s settings leave such events out: see source show.',
  disabled: 'The source is switched off: source enable switches it on.',
};

export interface Meaning {
  /** All the way to its end: what is left is a matter of choice, or of the sample. */
  readonly works: boolean;
  readonly words: string;
}

export function meaningOf(
  { outcome, reason }: Readonly<Record<string, unknown>>,
  { waits }: Pick<Source, 'waits'>,
): Meaning {
  const word = String(reason);
  const stopped = PROCESSOR[word];
  const parked = outcome === 'parked';
  if (stopped) return broken(parked ? `${stopped} The sample is in the error log.` : stopped);
  if (WORKS[word]) return works(WORKS[word]);
  if (waits && parked && /^treble_4/.test(word))
    return works('Treble refused the update because the sample’s session is invented.');
  return parked ? broken('It is in the error log: the reason above says why.') : works();
}

const broken = (words: string): Meaning => ({ works: false, words });

const works = (also?: string): Meaning => ({
  works: true,
  words: ['The way through works.', also].filter(Boolean).join(' '),
});
