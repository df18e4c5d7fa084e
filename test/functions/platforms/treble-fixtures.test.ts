// Every known shape of Treble webhooks, and the expected result.
import { readTreble } from '../../../functions/platforms/treble/inbound.ts';
import { type Expected, FROM_CUSTOMER, FROM_PLATFORM, fixtureTable, NOISE } from './fixture-table.ts';

const inSession = (id: string) => ({ conversation: ['treble', id] });
const long = inSession('0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4');

const answers = {
  type: 'treble.response',
  ...FROM_CUSTOMER,
  deduplicationKey: 'own',
  wait: 'opens',
} as const;
const runsOut = {
  type: 'treble.timeout',
  direction: 'none',
  author: 'customer',
  deduplicationKey: 'own',
  wait: 'opens',
} as const;
const ticks = { ...NOISE, ...long, deduplicationKey: 'own' } as const;
const tells = { ...FROM_PLATFORM, deduplicationKey: 'own' } as const;
const unrecognised = { type: 'treble.unrecognised', ...FROM_PLATFORM } as const;

const table: Record<string, Expected> = {
  'response-closed': { ...answers, ...long },
  'response-open': { ...answers, ...inSession('ses-open-7') },
  'response-without-telephone': { ...answers, ...inSession('ses-scoped-12') },
  'response-with-nulls': { ...answers, ...inSession('ses-nulls-8') },
  'response-with-number-ids': { ...answers, ...inSession('7001') },
  'response-without-time': { ...answers, ...inSession('ses-timeless-9'), deduplicationKey: 'none' },
  delivered: { type: 'treble.delivered', ...ticks },
  read: { type: 'treble.read', ...ticks },
  'opt-out': { type: 'treble.opt-out', ...FROM_CUSTOMER, ...long, deduplicationKey: 'own', wait: 'closes' },
  'opt-out-for-another-reason': {
    ...unrecognised,
    unrecognised: 'unknown_kind',
    ...long,
    deduplicationKey: 'none',
    wait: 'opens',
  },
  timeout: { ...runsOut, ...inSession('ses-timeout-10') },
  'request-trigger': { ...runsOut, ...inSession('abcrequesttrigger-0001') },
  'request-trigger-session-external-id': { ...runsOut, ...inSession('abcrequesttrigger-0002') },
  'unknown-kind': {
    ...unrecognised,
    unrecognised: 'unknown_kind',
    ...inSession('ses-unknown-11'),
    deduplicationKey: 'none',
    wait: 'opens',
  },
  'no-session': { ...unrecognised, unrecognised: 'no_session_id', deduplicationKey: 'none' },
  'hsm-status': { type: 'treble.hsm.status', ...tells },
  'session-close': { type: 'treble.session.close', ...tells, ...long },
  'session-close-without-external-id': {
    type: 'treble.session.close',
    ...tells,
    conversation: ['treble', 'contact', '+57', '3000000001'],
  },
  'deployment-failure': {
    type: 'treble.deployment.failure',
    ...tells,
    conversation: ['treble', 'contact', '+52', '5500000003'],
  },
  'deployment-failure-flat': { type: 'treble.deployment.failure', ...tells, ...inSession('ses-flat-12') },
  'message-sent-flat': {
    ...unrecognised,
    unrecognised: 'unknown_event_type',
    ...inSession('ses-flat-12'),
    deduplicationKey: 'own',
  },
  'message-sent-with-session-id': {
    ...unrecognised,
    unrecognised: 'unknown_event_type',
    ...inSession('ses-sent-13'),
    deduplicationKey: 'none',
    wait: 'opens',
  },
};

fixtureTable('treble', readTreble, table);
