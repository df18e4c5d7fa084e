// Why something did not end as it should: the closed list of reasons, as flows, logs and the error log show them. No control
// flow depends on the text of a reason.

/** Of a processor, or of the way to it. */
export const PROCESSOR_REASONS = [
  'processor_error',
  'processor_rejected',
  'processor_bad_answer',
  'processor_timeout',
  'processor_unreachable',
  'processor_redirected',
  'processor_throttled',
  'processor_forbidden',
  'processor_missing',
  'no_lambda_here',
  'photo_unreachable',
  'body_missing',
  'no_processor_url',
  'bad_processor_url',
  'no_processor_function',
  'processor_function_not_listed',
  'no_lookup',
  'bad_lookup',
  'no_lookup_key',
  'lookup_forbidden_address',
] as const;

export type ProcessorReason = (typeof PROCESSOR_REASONS)[number];

/** Nobody was to work on it: no failure of anybody's. */
export type NotWorkedReason = 'no_processor' | 'filtered' | 'disabled' | 'removed' | 'person_in_charge';

/** The source's own settings want nothing to be done: nobody misses a result. */
export const SILENT_REASONS: readonly NotWorkedReason[] = [
  'filtered',
  'disabled',
  'removed',
  'person_in_charge',
];

/** Of the worker and the sweeper themselves. */
export type WorkerReason = 'bad_job' | 'worker_crashed' | 'processor_crashed' | 'processor_paused';

/** Why a platform refused for good: its name and the status, `treble_404`. */
export type PlatformRefusal = `${string}_${number}`;

/** Why a call of an answer is not made again. `media_unreachable`: its file could not be fetched. */
export type CallRefusal = PlatformRefusal | 'no_api_key' | 'media_unreachable';

/** Why a decision could not be brought to its platform. */
export type SendReason = CallRefusal | 'window_closed' | 'unconfirmed' | 'undelivered';

/** What `acuse_reason` may hold. */
export type DecisionReason = ProcessorReason | NotWorkedReason | WorkerReason | 'deadline';

/** What an entry of the error log may hold. Older versions may have written others. */
export type ParkReason = ProcessorReason | WorkerReason | SendReason;

/** Every reason that is a word. */
export type Reason = Exclude<DecisionReason | ParkReason, PlatformRefusal>;
