// The texts at the end of `acuse test`: what the result means and what to do next. Pure functions of log lines.
import type { Source } from '../functions/core/source/source.ts';
import type { Target } from './command.ts';
import type { LoggedLine } from './event-line.ts';
import { localClock } from './local-time.ts';

/** For a sample without an outcome. */
export function whereItStopped(lines: readonly LoggedLine[], kind: Target['kind']): string {
  if (!lines.some(({ event }) => event === 'delivery'))
    return 'The webhook is acknowledged, but there is no log line: CloudWatch can be late. Try again in a minute.';
  const last = lines.findLast(({ event }) => event === 'attempt' || event === 'deferred');
  if (last?.event === 'deferred')
    return `${last['destination']} is paused or busy, so the sample waits for it. To end a pause: npx acuse retry ${last['destination']}`;
  if (!last) {
    return kind === 'local'
      ? 'The worker has not started: read the standard error of the local run.'
      : 'The worker has not started: check its log and the age of the oldest message in its queue.';
  }
  const [platform = ''] = String(last['destination']).split('/');
  const baseUrl = BASE_URL[platform];
  if (baseUrl !== undefined) {
    const cause = last['configuration']
      ? `The platform refuses the settings of Acuse, not the sample: set its key with source edit --api-key, and check ${baseUrl}.`
      : `The platform does not accept the answer: check ${baseUrl}, and that the platform is available.`;
    return `${cause} Acuse sends the answer again every minute for SendWindowHours.`;
  }
  return `${PROCESSOR[String(last['reason'])] ?? 'The last attempt above shows the cause.'} Acuse tries again.`;
}

/** Where its address is set. */
const BASE_URL: Record<string, string> = {
  treble: 'TrebleBaseUrl',
  botmaker: 'BotmakerBaseUrl or source edit --api-base-url',
  trino: 'TrinoBaseUrl or source edit --api-base-url',
};

/** The path to the processor works, but the processor fails. */
const PROCESSOR: Record<string, string> = {
  processor_rejected:
    'The processor answered 4xx: read its log. If it refuses the signature, source show prints the secret.',
  processor_bad_answer:
    'The processor answered 200 without an answer: docs/answering.md describes its fields.',
  processor_error: 'The processor answers with an error: read its log.',
  processor_unreachable:
    'The processor cannot be reached: check that it runs, at the address that source show prints.',
  processor_redirected:
    'The processor answered with a redirect. Acuse does not follow it: set the final address with source edit --processor-url.',
  processor_throttled: 'Lambda throttles the function of the processor: check its concurrency.',
  processor_forbidden:
    'The processor function may not be called by the worker: check that ProcessorFunctionArns lists exactly this ARN, and deploy.',
  processor_missing: 'The processor function does not exist: check the ARN in ProcessorFunctionArns.',
  photo_unreachable:
    'The host of the photo does not answer: check that it is available. A host in a private network must be in PhotoAllowedHosts.',
  processor_timeout: 'The processor takes too long: make it faster, or raise ProcessorTimeoutSeconds.',
};

/** How long the functions may work by the settings before a change. */
const ACTIVE_WITHIN_MS = 60_000;

/** For a sample that may have met the settings before the last change. */
export function mayHaveMetOld({ changedAtMs }: Pick<Source, 'changedAtMs'>, postedAtMs: number): string[] {
  if (changedAtMs === undefined) return [];
  const activeAtMs = changedAtMs + ACTIVE_WITHIN_MS;
  if (postedAtMs >= activeAtMs) return [];
  return [
    `The source was changed at ${localClock(changedAtMs)}, and a change is active within 60 s: the sample may have met the old settings. If so, run the test again at ${localClock(activeAtMs)}.`,
  ];
}

/** The path works; a setting explains the outcome. */
const WORKS: Record<string, string> = {
  no_processor:
    'No processor is chosen: set the Processor parameter of the stack, or use source edit --processor.',
  no_processor_url:
    'The processor http has no address: set ProcessorUrl, or use source edit --processor-url.',
  bad_processor_url:
    'The address of the processor must be an https URL without user and password: change it with source edit --processor-url.',
  no_processor_function: 'The processor lambda has no function: set ProcessorFunctionArns and deploy.',
  processor_function_not_listed:
    'The function of the source is not in ProcessorFunctionArns: add it there, or choose another with source edit --processor-function.',
  no_lambda_here:
    'The local run has no Lambda: start it with AWS_ENDPOINT_URL_LAMBDA set to a compatible endpoint.',
  no_lookup: 'The processor lookup has no lookup: use source edit --lookup.',
  bad_lookup: 'The lookup of the source is of another version: set it again with source edit --lookup.',
  no_lookup_key: 'The value of a secret header is missing: use lookup secret.',
  lookup_forbidden_address:
    'The host of the lookup has no public address: correct its url, or write "privateNetwork": true into the lookup.',
  filtered: 'The settings of the source exclude these events: see source show.',
  disabled: 'The source is switched off: use source enable.',
  person_in_charge:
    'A person has the conversation of the sample. To answer all the same: source edit --answers always.',
};

export interface Meaning {
  /** True if the whole path works, even when a setting or the sample ends it. */
  readonly works: boolean;
  readonly text: string;
}

export function meaningOf(
  { outcome, reason }: Readonly<Record<string, unknown>>,
  { waits }: Pick<Source, 'waits'>,
): Meaning {
  const reasonCode = String(reason);
  const processorFailure = PROCESSOR[reasonCode];
  const parked = outcome === 'parked';
  if (processorFailure) {
    return broken(parked ? `${processorFailure} The sample is in the error log.` : processorFailure);
  }
  if (reason === 'no_api_key')
    return broken(
      'The source has no key of its platform, or no address of its API: use source edit --api-key, and --api-base-url. The sample is in the error log.',
    );
  if (WORKS[reasonCode]) return works(WORKS[reasonCode]);
  if (waits && parked && /^treble_4/.test(reasonCode))
    return works('Treble refused the update because the session of the sample does not exist.');
  return parked ? broken('The sample is in the error log, with the reason above.') : works();
}

const broken = (text: string): Meaning => ({ works: false, text });

const works = (also?: string): Meaning => ({
  works: true,
  text: ['The whole path works.', also].filter(Boolean).join(' '),
});
