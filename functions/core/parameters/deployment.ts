// What shapes the deployment. Only the number of workers is also in the environment of a function.
import * as groups from './groups.ts';
import { type ChoiceParameter, type NumberParameter, prose, type TextParameter } from './parameter.ts';

export const workerTimeoutSeconds = {
  name: 'WorkerTimeoutSeconds',
  kind: 'choice',
  default: 120,
  // What Lambda allows, in the steps that the queues know to follow.
  allowed: [30, 60, 120, 300, 600, 900],
  prose: /* @__PURE__ */ prose({
    group: groups.work,
    label: "Worker's time limit",
    unit: 'seconds',
    meaning: 'How long one run of the worker may take, the processor included.',
    more: "The queues' visibility timeout follows it, 30 s longer.",
    extremes:
      '`30`: a slow processor is stopped and tried again. `900` is the longest that Lambda allows; then a dead worker is also noticed later.',
  }),
} as const satisfies ChoiceParameter;

export const waitsMaxConcurrency = {
  name: 'WaitsMaxConcurrency',
  kind: 'number',
  default: 2,
  minimum: 2,
  maximum: 1000,
  prose: /* @__PURE__ */ prose({
    group: groups.load,
    label: 'Workers on waits',
    unit: 'workers',
    meaning: 'How many waits are worked on at the same time.',
    extremes:
      "`2` is the least that Lambda's event sources take. Together with the workers on events, leave room in the account's concurrency (10 in a new account) for acknowledging webhooks: [concurrency](concurrency.md).",
  }),
} as const satisfies NumberParameter;

export const eventsMaxConcurrency = {
  name: 'EventsMaxConcurrency',
  kind: 'number',
  default: 2,
  minimum: 2,
  maximum: 1000,
  prose: /* @__PURE__ */ prose({
    group: groups.load,
    label: 'Workers on events',
    unit: 'workers',
    meaning: 'How many batches of up to ten events are worked on at the same time.',
    extremes: 'As above. Events and waits have their own workers.',
  }),
} as const satisfies NumberParameter;

/** The account's own limits, for all APIs of a region: 10,000 a second and a burst of 5,000. */
export const apiRequestsPerSecond = {
  name: 'ApiRequestsPerSecond',
  kind: 'number',
  default: 1000,
  minimum: 1,
  maximum: 10_000,
  prose: /* @__PURE__ */ prose({
    group: groups.load,
    label: 'Webhooks a second',
    unit: 'requests a second',
    meaning: 'How many webhooks the API takes in the long run; more are answered 429.',
    more: 'All sources together. What a flood costs: [concurrency](concurrency.md#a-flood).',
    extremes:
      'Low values refuse the webhooks of a campaign, and no platform repeats them reliably. `10000` is what an AWS account has by default for all its APIs in a region.',
  }),
} as const satisfies NumberParameter;

export const apiBurst = {
  name: 'ApiBurst',
  kind: 'number',
  default: 2000,
  minimum: 1,
  maximum: 5000,
  prose: /* @__PURE__ */ prose({
    group: groups.load,
    label: 'Webhooks at once',
    unit: 'requests',
    meaning: 'How many webhooks may come at once, above the rate, before the API answers 429.',
    extremes:
      '`1`: two webhooks at the same moment are one too many. `5000` is what an AWS account has by default for all its APIs in a region.',
  }),
} as const satisfies NumberParameter;

/** A parameter, because who lets a thousand workers delegate gets as many results. */
export const resumeRequestsPerSecond = {
  name: 'ResumeRequestsPerSecond',
  kind: 'number',
  default: 20,
  minimum: 1,
  maximum: 5000,
  prose: /* @__PURE__ */ prose({
    group: groups.load,
    label: 'Results a second',
    unit: 'requests a second',
    meaning: 'How many results of processors the API takes at /resume, also at once; more are answered 429.',
    more: 'It is lower than for webhooks, because a call may take as long as Treble does, and its sender can repeat it.',
    extremes:
      '`1`: results that come together are refused, and a sender that does not repeat them leaves its conversation to the deadline. High values let results take the room of webhooks.',
  }),
} as const satisfies NumberParameter;

export const logRetentionDays = {
  name: 'LogRetentionDays',
  kind: 'choice',
  default: 30,
  // All that CloudWatch Logs accepts, but for "for ever":
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
  allowed: [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
  ],
  prose: /* @__PURE__ */ prose({
    group: groups.retention,
    label: 'Logs',
    unit: 'days',
    meaning: "How long the functions' logs and the access log are kept.",
    more: 'They hold no body, token, phone number or session id.',
    extremes: '`1`: errors of the day before cannot be found any more. More days only cost more.',
  }),
} as const satisfies ChoiceParameter;

export const alarmWithoutResultPercent = {
  name: 'AlarmWithoutResultPercent',
  kind: 'number',
  default: 20,
  minimum: 1,
  maximum: 100,
  prose: /* @__PURE__ */ prose({
    group: groups.alarms,
    label: 'Conversations without a result',
    unit: 'percent',
    meaning:
      'The share of conversations in 15 minutes that go on without a result, from which on there is an alarm.',
    more: 'Only with at least 20 conversations in these 15 minutes.',
    extremes:
      '`1`: a single failure among a hundred conversations is an alarm. `100`: only if no conversation gets a result.',
  }),
} as const satisfies NumberParameter;

export const alarmEmail = {
  name: 'AlarmEmail',
  kind: 'text',
  default: '',
  maxLength: 320,
  pattern: '^([^\\s@]+@[^\\s@]+\\.[^\\s@]+)?$',
  constraint: 'must be empty or an e-mail address',
  prose: /* @__PURE__ */ prose({
    group: groups.alarms,
    label: 'Alarms by e-mail',
    meaning: 'The e-mail address that gets the alarms; AWS asks to confirm it first. Empty: no e-mail.',
    more: 'What each alarm means: [runbook](runbook.md).',
    extremes:
      'Empty: alarms are seen in CloudWatch only; chats and pagers subscribe to the topic `AlarmTopic` themselves.',
  }),
} as const satisfies TextParameter;
