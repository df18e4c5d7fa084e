// What happened, one line an event, for a terminal: made from the JSON lines that the functions log.
import { styleText } from 'node:util';
import { latency } from '../functions/runtime/format.ts';
import { localClock } from './local-time.ts';

/** A line of a function's log. */
export interface LoggedLine {
  readonly timestamp: string;
  readonly fn: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

type Colour = 'green' | 'red' | 'yellow' | 'dim';

export interface Told {
  readonly text: string;
  /** Absent: that of the terminal. */
  readonly colour?: Colour;
}

/** Undefined for what is no event of a delivery, a destination or an operator: a run of the sweeper that had nothing to do. */
export function eventLine(line: LoggedLine): string | undefined {
  const told = tell(line);
  if (!told) return undefined;
  const { timestamp, source, type, conversation } = line;
  const text = coloured(told);
  const reference = conversation === undefined ? [] : [styleText('dim', textOf(conversation))];
  return [clockTime(timestamp), textOf(source).padEnd(14), textOf(type).padEnd(22), text, ...reference].join(
    '  ',
  );
}

/** The text in its colour. */
export const coloured = ({ text, colour }: Told): string =>
  colour === undefined ? text : styleText(colour, text);

/** True where a delivery did not get, or may not have got, what it came for. */
export function isTrouble({ event, outcome, level, result }: LoggedLine): boolean {
  if (event === 'outcome') return TROUBLE.includes(textOf(outcome));
  return level === 'error' || level === 'warn' || (event === 'attempt' && result === 'retry');
}

const TROUBLE = ['failed', 'timeout', 'parked', 'unconfirmed'];

const colourOf = (outcome: string): Colour =>
  outcome === 'done' ? 'green' : TROUBLE.includes(outcome) ? 'red' : 'dim';

const TELLERS: Readonly<Record<string, (line: LoggedLine) => Told | undefined>> = {
  delivery: (line) => {
    const { outcome, status, reason, ackMs } = line;
    if (outcome !== 'accepted')
      return { text: `refused with ${status}${inBrackets(reason)}`, colour: 'yellow' };
    return { text: ['received', ...storesOf(line), `acknowledged after ${ms(ackMs)}`].join(', ') };
  },
  attempt: (line) => {
    const { destination, call, attempt, result, status, problem, reason, tookMs, retryInMs } = line;
    const detail = inBrackets(status ?? problem ?? reason);
    const what = result === 'accepted' ? 'answered 202, its result comes later,' : `${result}${detail}`;
    const again = retryInMs === undefined ? '' : `, again in ${ms(retryInMs)}`;
    return {
      text: `${[destination, call].filter(Boolean).join(' ')}, attempt ${attempt}: ${what} after ${ms(tookMs)}${again}`,
      colour: isTrouble(line) ? 'yellow' : 'dim',
    };
  },
  outcome: ({ outcome, reason, waitedMs, processor, destination, status }) => ({
    text: [
      `${outcome}${inBrackets(reason)}`,
      waitedMs === undefined ? '' : ` after ${ms(waitedMs)}`,
      processor === undefined ? '' : `, processor ${processor}`,
      destination === undefined || status === undefined ? '' : `, ${destination} answered ${status}`,
    ].join(''),
    colour: colourOf(textOf(outcome)),
  }),
  parked: ({ reason }) => ({ text: `into the error log${inBrackets(reason)}`, colour: 'red' }),
  late: ({ outcome }) => ({ text: `a decision came too late: ${outcome}`, colour: 'dim' }),
  requeued: () => ({ text: 'put into the queue again', colour: 'dim' }),
  backlog: ({ destination, dueAt }) => ({
    text: `waits in the table until ${clockTime(textOf(dueAt))}${destination === undefined ? '' : `, for ${destination}`}`,
    colour: 'dim',
  }),
  confirmed: ({ confirmedMs }) => ({
    text: `confirmed by the platform after ${ms(confirmedMs)}`,
    colour: 'green',
  }),
  resume: ({ outcome, reason }) => ({
    text: `a result came: ${outcome}${inBrackets(reason)}`,
  }),
  platform_timeout: () => ({
    text: "the platform's own timeout took the conversation away",
    colour: 'yellow',
  }),
  breaker: ({ destination, state, until }) =>
    state === 'closed'
      ? { text: `${destination} is called again`, colour: 'green' }
      : { text: `${destination} is paused until ${clockTime(textOf(until))}`, colour: 'red' },
  deferred: ({ destination }) => ({ text: `put off: ${destination} is paused or busy`, colour: 'yellow' }),
  command: ({ action, by, ok }) => ({
    text: `command ${action} by ${by}: ${ok === true ? 'done' : 'refused'}`,
  }),
  replay: ({ id, outcome, by }) => ({ text: `replay of ${textOf(id)} by ${by}: ${outcome}` }),
  dismiss: ({ id, outcome, by }) => ({ text: `dismissal of ${textOf(id)} by ${by}: ${outcome}` }),
};

/**
 * Where ingest has stored it. A store that has taken it has only its time in the line, one that was not used has
 * nothing.
 */
function storesOf(line: LoggedLine): string[] {
  const fates = ['queue', 'table'].map((store) => ({
    store,
    fate: line[store] ?? (line[`${store}Ms`] === undefined ? undefined : 'durable'),
  }));
  const taken = fates.filter(({ fate }) => fate === 'durable').map(({ store }) => store);
  const others = fates.filter(({ fate }) => fate !== undefined && fate !== 'durable');
  return [
    ...(taken.length > 0 ? [`stored in ${taken.join(' and ')}`] : []),
    ...others.map(({ store, fate }) => `${store} ${fate}`),
  ];
}

/** What happened, without its time and whom it is about. Undefined as for `eventLine`. */
export function tell(line: LoggedLine): Told | undefined {
  const teller = TELLERS[line.event];
  if (teller) return teller(line);
  if (!isTrouble(line)) return undefined;
  const { event, level, error, warning, reason } = line;
  const detail = inBrackets(error ?? warning ?? reason);
  return { text: `${event.replaceAll('_', ' ')}${detail}`, colour: level === 'error' ? 'red' : 'yellow' };
}

const textOf = (value: unknown): string => (value === undefined ? '' : String(value));

const inBrackets = (detail: unknown): string => (detail === undefined ? '' : ` (${textOf(detail)})`);

const ms = (value: unknown): string => latency(typeof value === 'number' ? value : null);

function clockTime(timestamp: string): string {
  const atMs = Date.parse(timestamp);
  return Number.isNaN(atMs) ? timestamp : localClock(atMs);
}

/** Undefined for a line that is no log line of a function. */
export function parseLogLine(text: string): LoggedLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isLogLine(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isLogLine(value: unknown): value is LoggedLine {
  if (typeof value !== 'object' || value === null) return false;
  return ['timestamp', 'fn', 'event'].every((name) => typeof Reflect.get(value, name) === 'string');
}
