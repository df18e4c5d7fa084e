// Everything an operator tunes, as data: names, defaults, bounds and the one line that the CloudFormation
// console shows. Numbers come from the bounds that the functions enforce on themselves. A parameter's value is
// opaque at synth, so nothing here or elsewhere in `lib` may calculate with one or compare it.
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BOUNDS } from '../functions/core/bounds.ts';
import { processorNames } from '../functions/processors/list.ts';
import { FUNCTION_ARN } from '../functions/runtime/function-arn.ts';

export interface ParameterSpec {
  readonly name: string;
  readonly group: 'Treble' | 'Processor' | 'Photo' | 'Load' | 'Statistics' | 'Retention' | 'Alarms' | 'Key';
  readonly label: string;
  readonly description: string;
  readonly type: 'String' | 'Number';
  readonly default: string | number;
  readonly minValue?: number;
  readonly maxValue?: number;
  readonly maxLength?: number;
  readonly allowedValues?: readonly string[];
  readonly allowedPattern?: string;
  readonly constraintDescription: string;
}

/** Groups in the order in which the CloudFormation console shows them. */
export const GROUP_TITLES: Readonly<Record<ParameterSpec['group'], string>> = {
  Treble: 'Continuing conversations in Treble',
  Processor: 'What does the long work',
  Photo: 'What photo-check asks of a photo',
  Load: 'How much at once',
  Statistics: 'What counts as slow',
  Retention: 'How long things are kept',
  Alarms: 'Who is told',
  Key: 'The key',
};

/** How long one run of the worker may take: what Lambda allows, in the steps that the queues know to follow. */
export const WORKER_TIMEOUT_SECONDS = [30, 60, 120, 300, 600, 900] as const;

/** The values that CloudWatch Logs accepts, but for "for ever". */
const LOG_RETENTION_DAYS = Object.values(RetentionDays)
  .filter((days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE)
  .sort((a, b) => a - b);

/** Plain http only where nobody else can listen in: on the same machine. */
const ORIGIN = '(https://[A-Za-z0-9.-]+|https?://(127\\.0\\.0\\.1|localhost|\\[::1\\]))(:[0-9]{1,5})?';
const TREBLE_BASE_URL = `^${ORIGIN}(/[^\\s?#]*)?$`;
const PROCESSOR_URL = `^(${ORIGIN}(/[^\\s#]*)?)?$`;

/** A host, with a port or without: a name, an IPv4 address, or an IPv6 address in brackets. */
const HOST = '([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?';

/** Reads as `parseFallbackKeys` does, except that no pattern sees a name that comes twice. */
const FALLBACK_PAIR = '(?!\\s*acuse_)[^=,]*[^=,\\s][^=,]*=[^,]*';

function bounded<N extends keyof typeof BOUNDS>(
  name: N,
  about: { group: ParameterSpec['group']; unit: string; label: string; meaning: string },
) {
  const { minimum, maximum, default: initial } = BOUNDS[name];
  return {
    name,
    group: about.group,
    label: about.label,
    description: `${about.meaning} Unit: ${about.unit}.`,
    type: 'Number',
    default: initial,
    minValue: minimum,
    maxValue: maximum,
    constraintDescription: `must be a whole number of ${about.unit} from ${minimum} to ${maximum}`,
  } as const;
}

export const PARAMETERS = [
  {
    name: 'TrebleBaseUrl',
    group: 'Treble',
    label: "Treble's address",
    description: 'Base URL of the Treble API that session updates are sent to. Plain http on loopback only.',
    type: 'String',
    default: 'https://main.treble.ai',
    allowedPattern: TREBLE_BASE_URL,
    constraintDescription: 'must be an https URL without query, or http on 127.0.0.1, localhost or [::1]',
  },
  bounded('ResumeDelayMs', {
    group: 'Treble',
    unit: 'milliseconds',
    label: 'Delay before the first session update',
    meaning: 'How long after its receipt a wait is continued at the earliest.',
  }),
  bounded('SessionUpdateSettleSeconds', {
    group: 'Treble',
    unit: 'seconds',
    label: 'Patience with a refused session update',
    meaning:
      'How long after receipt a 4xx of Treble is tried again before it is final (401, 403, 408 and 429 never are).',
  }),
  bounded('SendWindowHours', {
    group: 'Treble',
    unit: 'hours',
    label: 'Send window',
    meaning: 'How long after receipt a decision is still sent; WhatsApp closes its own window at 24 hours.',
  }),
  bounded('UpdatesPerSecond', {
    group: 'Treble',
    unit: 'session updates a second',
    label: 'Rate of overdue session updates',
    meaning: 'How fast the sweeper sends what is due, so that a backlog does not flood Treble.',
  }),
  {
    name: 'Processor',
    group: 'Processor',
    label: 'Processor',
    description:
      'What does the long work. With none, every wait is continued as failed, reason no_processor.',
    type: 'String',
    default: 'none',
    allowedValues: processorNames,
    constraintDescription: `must be one of ${processorNames.join(', ')}`,
  },
  {
    name: 'ProcessorUrl',
    group: 'Processor',
    label: "Processor's address",
    description: 'Where the processor http posts events to. Plain http on loopback only.',
    type: 'String',
    default: '',
    maxLength: 1000,
    allowedPattern: PROCESSOR_URL,
    constraintDescription: 'must be empty, an https URL, or http on 127.0.0.1, localhost or [::1]',
  },
  {
    name: 'ProcessorFunctionArns',
    group: 'Processor',
    label: "Processor's functions",
    description:
      'Lambda functions that the processor lambda may call, the first one unless a source names another.',
    type: 'String',
    default: '',
    // A function's environment holds 4 KB in all.
    maxLength: 800,
    allowedPattern: `^(${FUNCTION_ARN}(,${FUNCTION_ARN})*)?$`,
    constraintDescription:
      'must be empty, or ARNs of Lambda functions with commas between them and no spaces',
  },
  bounded('ProcessorTimeoutSeconds', {
    group: 'Processor',
    unit: 'seconds',
    label: "Processor's time limit",
    meaning: 'How long a call of the processor http or lambda may take, or a download of photo-check.',
  }),
  bounded('SessionDeadlineSeconds', {
    group: 'Processor',
    unit: 'seconds',
    label: 'Deadline of a wait',
    meaning:
      'How long a conversation waits for a result; above 72000 (20 h) WhatsApp may have closed its window of 24 h.',
  }),
  {
    name: 'FallbackKeys',
    group: 'Processor',
    label: 'Fallback variables',
    description:
      'Session variables for a wait that reaches its deadline without a result: name=value,name=value.',
    type: 'String',
    default: '',
    // A function's environment holds 4 KB in all.
    maxLength: 2000,
    allowedPattern: `^(\\s*|${FALLBACK_PAIR}(,${FALLBACK_PAIR})*)$`,
    constraintDescription: 'must read name=value,name=value, no name starting with acuse_',
  },
  {
    name: 'WorkerTimeoutSeconds',
    group: 'Processor',
    label: "Worker's time limit",
    description: 'How long one run of the worker may take, the processor included. Unit: seconds.',
    type: 'Number',
    default: 120,
    allowedValues: WORKER_TIMEOUT_SECONDS.map(String),
    constraintDescription: `must be one of ${WORKER_TIMEOUT_SECONDS.join(', ')} seconds`,
  },
  {
    name: 'PhotoKey',
    group: 'Photo',
    label: "Photo's variable",
    description: "The Treble variable that holds a photo's URL. Empty: the customer's answer is the URL.",
    type: 'String',
    default: '',
    maxLength: 100,
    allowedPattern: '^[^\\s]*$',
    constraintDescription: 'must be the name of a variable, without spaces, or empty',
  },
  {
    name: 'PhotoAllowedHosts',
    group: 'Photo',
    label: 'Hosts in a private network',
    description:
      'Hosts that photos may come from though they are not public, as host or host:port, with commas between.',
    type: 'String',
    default: '',
    // A function's environment holds 4 KB in all.
    maxLength: 300,
    allowedPattern: `^(${HOST}(,${HOST})*)?$`,
    constraintDescription: 'must be empty, or host or host:port, with commas between and no spaces',
  },
  bounded('PhotoMinPixels', {
    group: 'Photo',
    unit: 'pixels',
    label: 'Smallest side',
    meaning: 'How many pixels the shorter side of a photo has at least.',
  }),
  bounded('PhotoMaxMegapixels', {
    group: 'Photo',
    unit: 'megapixels',
    label: 'Largest picture',
    meaning: 'How many pixels a photo has in all at most.',
  }),
  bounded('PhotoMinBytes', {
    group: 'Photo',
    unit: 'bytes',
    label: 'Smallest file',
    meaning: "How large a photo's file is at least.",
  }),
  bounded('PhotoMaxBytes', {
    group: 'Photo',
    unit: 'bytes',
    label: 'Largest file',
    meaning: "How large a photo's file is at most; no more than this is read.",
  }),
  bounded('PhotoMinContrast', {
    group: 'Photo',
    unit: 'grey levels',
    label: 'Least contrast',
    meaning: 'How much the brightness of a photo varies at least; a black or white one does not.',
  }),
  bounded('WaitsMaxConcurrency', {
    group: 'Load',
    unit: 'workers',
    label: 'Workers on waits',
    meaning: 'How many waits are worked on at the same time.',
  }),
  bounded('EventsMaxConcurrency', {
    group: 'Load',
    unit: 'workers',
    label: 'Workers on events',
    meaning: 'How many batches of up to ten events are worked on at the same time.',
  }),
  bounded('BreakerFailures', {
    group: 'Load',
    unit: 'failed calls',
    label: 'Failures until a destination is left alone',
    meaning:
      'More failed calls than this within the window, and Treble or a processor is not called for a while.',
  }),
  bounded('BreakerWindowSeconds', {
    group: 'Load',
    unit: 'seconds',
    label: 'Window for counting failures',
    meaning: 'How far back failed calls of a destination count.',
  }),
  bounded('BreakerPauseSeconds', {
    group: 'Load',
    unit: 'seconds',
    label: 'Pause of a failing destination',
    meaning: 'How long a failing destination is left alone before single calls try whether it is back.',
  }),
  bounded('SlowMs', {
    group: 'Statistics',
    unit: 'milliseconds',
    label: 'Slow from',
    meaning: 'Answers and calls that take longer than this are counted as slow.',
  }),
  bounded('SessionRetentionDays', {
    group: 'Retention',
    unit: 'days',
    label: 'Sessions',
    meaning:
      'How long a session is remembered after its last webhook, with the cycles that repeats are told by.',
  }),
  bounded('PayloadRetentionDays', {
    group: 'Retention',
    unit: 'days',
    label: 'Error log',
    meaning: 'How long a parked delivery stays in the error log, its body included.',
  }),
  bounded('StatsRetentionDays', {
    group: 'Retention',
    unit: 'days',
    label: 'Statistics',
    meaning: 'How long the figures of a minute are kept.',
  }),
  {
    name: 'LogRetentionDays',
    group: 'Retention',
    label: 'Logs',
    description: "How long the functions' logs and the access log are kept. Unit: days.",
    type: 'Number',
    default: RetentionDays.ONE_MONTH,
    allowedValues: LOG_RETENTION_DAYS.map(String),
    constraintDescription: `must be one of ${LOG_RETENTION_DAYS.join(', ')} days`,
  },
  {
    name: 'AlarmEmail',
    group: 'Alarms',
    label: 'Alarms by e-mail',
    description: 'Who is told of alarms, by e-mail; AWS asks them to confirm first. Empty: nobody.',
    type: 'String',
    default: '',
    maxLength: 320,
    allowedPattern: '^([^\\s@]+@[^\\s@]+\\.[^\\s@]+)?$',
    constraintDescription: 'must be empty or an e-mail address',
  },
  {
    name: 'KeyRevision',
    group: 'Key',
    label: "Key's revision",
    description: 'Raise it by one after changing the value of the key, so that it is read again. Unit: none.',
    type: 'Number',
    default: 1,
    minValue: 1,
    maxValue: 1_000_000,
    constraintDescription: 'must be a whole number from 1 to 1000000',
  },
] as const satisfies readonly ParameterSpec[];

export type ParameterName = (typeof PARAMETERS)[number]['name'];
