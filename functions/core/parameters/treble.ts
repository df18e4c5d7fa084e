// How conversations in Treble are continued.
import * as groups from './groups.ts';
import { type ChoiceParameter, type NumberParameter, prose, type TextParameter } from './parameter.ts';
import { ORIGIN, PATH } from './patterns.ts';

export const trebleBaseUrl = {
  name: 'TrebleBaseUrl',
  kind: 'text',
  default: 'https://main.treble.ai',
  maxLength: 150,
  pattern: `^${ORIGIN}(${PATH})?$`,
  constraint: 'must be an https URL without query, or http on 127.0.0.1, localhost or [::1]',
  prose: /* @__PURE__ */ prose({
    group: groups.treble,
    label: "Treble's address",
    meaning: 'Base URL of the Treble API that session updates are sent to. Plain http on loopback only.',
    more: 'An update is `POST <TrebleBaseUrl>/session/<id>/update`.',
    extremes:
      'Plain http is for a Treble simulated on the same machine; from Lambda nothing answers there. A session id is a bearer secret, so name only hosts you trust. At most 150 characters.',
  }),
} as const satisfies TextParameter;

export const resumeDelayMs = {
  name: 'ResumeDelayMs',
  kind: 'number',
  default: 0,
  minimum: 0,
  maximum: 60_000,
  prose: /* @__PURE__ */ prose({
    group: groups.treble,
    label: 'Delay before the first session update',
    unit: 'milliseconds',
    meaning: 'How long after its receipt a wait is continued at the earliest.',
    extremes:
      '`0`: as soon as it is decided. Raise it if Treble refuses updates that arrive before the flow has reached the waiting block. High values make every customer wait that long.',
  }),
} as const satisfies NumberParameter;

export const sessionUpdateSettleSeconds = {
  name: 'SessionUpdateSettleSeconds',
  kind: 'number',
  default: 30,
  minimum: 0,
  maximum: 600,
  prose: /* @__PURE__ */ prose({
    group: groups.treble,
    label: 'Time until a refused session update is final',
    unit: 'seconds',
    meaning:
      'How long after receipt a 4xx of Treble is tried again before it is final (401, 403, 408 and 429 never are).',
    more: 'Such an answer may only mean that the update was faster than the flow.',
    extremes:
      '`0`: the first such answer is final. High values repeat hopeless calls for that long before they reach the error log.',
  }),
} as const satisfies NumberParameter;

export const sendWindowHours = {
  name: 'SendWindowHours',
  kind: 'number',
  default: 20,
  minimum: 1,
  maximum: 24,
  prose: /* @__PURE__ */ prose({
    group: groups.treble,
    label: 'Send window',
    unit: 'hours',
    meaning: 'How long after receipt a decision is still sent; WhatsApp closes its own window at 24 hours.',
    more: 'This is also true long after the deadline of a wait. Where the deadline itself lies later, the decision has an hour from there.',
    extremes:
      '`24` is where WhatsApp closes its own window: the customer cannot be written to any more. Low values give up during a long outage of Treble.',
  }),
} as const satisfies NumberParameter;

export const updatesPerSecond = {
  name: 'UpdatesPerSecond',
  kind: 'number',
  default: 20,
  minimum: 1,
  maximum: 500,
  prose: /* @__PURE__ */ prose({
    group: groups.treble,
    label: 'Rate of overdue session updates',
    unit: 'session updates a second',
    meaning: 'How fast the sweeper sends what is due, so that a backlog does not flood Treble.',
    more: 'First attempts are made by the worker and not counted here.',
    extremes:
      "`1`: after an outage, 60 conversations a minute go on. High values empty a backlog quickly and may run into Treble's undocumented limits.",
  }),
} as const satisfies NumberParameter;

export const sweepers = {
  name: 'Sweepers',
  kind: 'choice',
  default: 1,
  allowed: [1, 2, 4],
  prose: /* @__PURE__ */ prose({
    group: groups.treble,
    label: 'Sweepers',
    unit: 'functions',
    meaning: 'How many sweepers share the work on what is due. Each sends its part of `UpdatesPerSecond`.',
    extremes:
      '`1` sends about a hundred a second: enough for 300,000 waits that become due within an hour. Each one more takes a place of the account’s concurrent functions and starts every minute, also when nothing is due.',
  }),
} as const satisfies ChoiceParameter;
