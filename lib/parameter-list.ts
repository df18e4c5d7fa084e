// Everything an operator tunes, as data: names, defaults, bounds and the one line that the CloudFormation
// console shows. Numbers come from the bounds that the functions enforce on themselves. A parameter's value is
// opaque at synth, so nothing here or elsewhere in `lib` may calculate with one or compare it.
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { processorNames } from '../functions/processors/list.ts';
import { BOUNDS } from '../functions/shared/bounds.ts';

export interface ParameterSpec {
  readonly name: string;
  readonly group: 'Treble' | 'Processor' | 'Load' | 'Retention' | 'Alarms' | 'Key';
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
  Load: 'How much at once',
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
  bounded('ProcessorTimeoutSeconds', {
    group: 'Processor',
    unit: 'seconds',
    label: "Processor's time limit",
    meaning: 'How long one call of the processor http may take; never longer than the worker has.',
  }),
  bounded('SessionDeadlineSeconds', {
    group: 'Processor',
    unit: 'seconds',
    label: 'Deadline of a wait',
    meaning: 'How long a conversation waits for a result before it goes on with the fallback variables.',
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
