// What happened, one line an event, for a terminal: made from the JSON lines that the functions log.
import { styleText } from 'node:util';
import { latency } from '../functions/runtime/format.ts';

/** A line of a function's log. */
export interface LoggedLine {
  readonly timestamp: string;
  readonly fn: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

type Colour = 'green' | 'red' | 'yellow' | 'dim';

interface Told {
  readonly text: string;
  /** Absent: that of the terminal. */
  readonly colour?: Colour;
}

/** Undefined for what is no event of a delivery, a destination or an operator: a run of the sweeper that had nothing to do. */
export function eventLine(line: LoggedLine): string | undefined {
  const told = tell(line);
  if (!told) return undefined;
  const { timestamp, source, type, conversation } = line;
  const text = told.colour === undefined ? told.text : styleText(told.colour, told.text);
  const reference = conversation === undefined ? [] : [styleText('dim', textOf(conversation))];
  return [clockTime(timestamp), textOf(source).padEnd(14), textOf(type).padEnd(22), text, ...reference].join(
    '  ',
  );
}

/** True where a delivery did not get, or may not have got, what it came for. */
export function isTrouble({ event, outcome, level, result }: LoggedLine): boolean {
  if (event === 'outcome') return TROUBLE.includes(textOf(outcome));
  return level === 'error' || level === 'warn' || (event === 'attempt' && result === 'retry');
}

const TROUBLE = ['failed', 'timeout', 'parked', 'unconfirmed'];

const OUTCOME_COLOURS: Readonly<Record<string, Colour>> = {
  done: 'green',
  failed: 'red',
  timeout: 'red',
  parked: 'red',
  unconfirmed: 'red',
};

const TELLERS: Readonly<Record<string, (line: LoggedLine) => Told | undefined>> = {
  delivery: ({ outcome, status, reason, ackMs }) =>
    outcome === 'accepted'
      ? { text: `received, acknowledged after ${ms(ackMs)}` }
      : { text: `refused with ${status}${inBrackets(reason)}`, colour: 'yellow' },
  attempt: (line) => {
    const { destination, call, attempt, result, status, problem, reason, tookMs } = line;
    const detail = inBrackets(status ?? problem ?? reason);
    return {
      text: `${[destination, call].filter(Boolean).join(' ')}, attempt ${attempt}: ${result}${detail} after ${ms(tookMs)}`,
      colour: isTrouble(line) ? 'yellow' : 'dim',
    };
  },
  outcome: ({ outcome, reason, waitedMs, processor }) => ({
    text: [
      `${outcome}${inBrackets(reason)}`,
      waitedMs === undefined ? '' : ` after ${ms(waitedMs)}`,
      processor === undefined ? '' : `, processor ${processor}`,
    ].join(''),
    colour: OUTCOME_COLOURS[textOf(outcome)] ?? 'dim',
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
};

function tell(line: LoggedLine): Told | undefined {
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

const clock = new Intl.DateTimeFormat('sv-SE', { timeStyle: 'medium' });

/** In the zone of the person who looks. */
function clockTime(timestamp: string): string {
  const atMs = Date.parse(timestamp);
  return Number.isNaN(atMs) ? timestamp : clock.format(atMs);
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

function isLogLine(value: unknown): value is LoggedLine {
  if (typeof value !== 'object' || value === null) return false;
  return ['timestamp', 'fn', 'event'].every((name) => typeof Reflect.get(value, name) === 'string');
}
