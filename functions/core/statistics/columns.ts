// The columns of the statistics. The fold, the console, the terminal, the JSON and docs/statistics.md are made from
// these tables. What is counted into a column is decided where it is counted.

export interface Column<Name extends string = string> {
  /** In JSON and in stored entries. */
  readonly name: Name;
  readonly label: string;
  /** Markdown, for docs/statistics.md. */
  readonly meaning: string;
}

/** A column that histograms and bars show too. */
export interface DrawnColumn<Name extends string = string> extends Column<Name> {
  /** The colour and texture in the console's style sheet. No two columns of a table have the same. */
  readonly cssClass: 'success' | 'striped' | 'error' | 'dotted' | 'hollow';
  /** The block of a bar in a terminal. */
  readonly block: '█' | '▓' | '▒' | '▚' | '░';
}

/** What becomes of a POST to a source. From the bottom of a bar to its top. */
export const POST_COLUMNS = [
  {
    name: 'success',
    label: 'success',
    cssClass: 'success',
    block: '█',
    meaning: 'answered with 2xx within `SlowMs` (2 s unless you [tune](parameters.md) it)',
  },
  { name: 'slow', label: 'slow', cssClass: 'striped', block: '▓', meaning: 'answered with 2xx, but later' },
  {
    name: 'error',
    label: 'error',
    cssClass: 'error',
    block: '▒',
    meaning: 'answered with 5xx: ingest crashed, was too slow for API Gateway, or could store nothing',
  },
  {
    name: 'rejected',
    label: 'rejected',
    cssClass: 'hollow',
    block: '░',
    meaning: 'answered with 4xx: wrong token, no such source, not JSON, too large, throttled (429)',
  },
] as const satisfies readonly DrawnColumn[];

/** What becomes of a call to a destination. */
export const CALL_COLUMNS = [
  {
    name: 'success',
    label: 'success',
    cssClass: 'success',
    block: '█',
    meaning: 'answered within `SlowMs`',
  },
  { name: 'slow', label: 'slow', cssClass: 'striped', block: '▓', meaning: 'answered, but later' },
  {
    name: 'error',
    label: 'error',
    cssClass: 'error',
    block: '▒',
    meaning: 'no answer, or an answer that says that the destination is not well or cannot be understood',
  },
  {
    name: 'refused',
    label: 'refused',
    cssClass: 'dotted',
    block: '▚',
    meaning:
      'answered with a 4xx or a redirect: it does not take the event or the call, our signature or our key',
  },
  {
    name: 'deferred',
    label: 'deferred',
    cssClass: 'hollow',
    block: '░',
    meaning: 'not made, because the breaker of the destination was open',
  },
] as const satisfies readonly DrawnColumn[];

/** What becomes of a delivery. */
export const OUTCOME_COLUMNS = [
  {
    name: 'done',
    label: 'done',
    meaning: 'worked on; a conversation that waited was continued with the result',
  },
  {
    name: 'confirmed',
    label: 'confirmed',
    meaning: 'not the end of a delivery: the platform’s own webhooks have shown all messages of an answer',
  },
  {
    name: 'failed',
    label: 'failed',
    meaning: 'the conversation was continued without a result, because the processor failed',
  },
  {
    name: 'timeout',
    label: 'timeout',
    meaning: 'the conversation was continued with the fallback variables at its deadline',
  },
  { name: 'repeat', label: 'repeat', meaning: 'the same event came before' },
  { name: 'filtered', label: 'filtered', meaning: "the source's filters leave it out" },
  {
    name: 'unrecognised',
    label: 'unrecognised',
    meaning: 'worked on, though its kind is not known; only where no conversation waits',
  },
  {
    name: 'ignored',
    label: 'ignored',
    meaning:
      'the source is switched off or removed, no processor is set (for what does not wait), an opt-out, or a forged delivery',
  },
  { name: 'parked', label: 'parked', meaning: 'in the [error log](error-log.md)' },
  {
    name: 'unconfirmed',
    label: 'unconfirmed',
    meaning:
      'a message of an answer may have been sent or not, and the platform has shown no echo of it: in the [error log](error-log.md)',
  },
  {
    name: 'late',
    label: 'late',
    meaning: 'not the end of a delivery: a decision that came after another one, or for a superseded wait',
  },
  {
    name: 'superseded',
    label: 'superseded',
    meaning: 'a newer message of the same conversation superseded the wait',
  },
  {
    name: 'platform_timeout',
    label: 'platform timeout',
    meaning:
      'not the end of a delivery: an [alternate flow](platforms/treble.md#alternate-flow) ended a wait before Acuse did',
  },
] as const satisfies readonly Column[];

export type PostOutcome = (typeof POST_COLUMNS)[number]['name'];

export type CallOutcome = (typeof CALL_COLUMNS)[number]['name'];

export type Outcome = (typeof OUTCOME_COLUMNS)[number]['name'];
