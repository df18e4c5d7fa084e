// The fixtures of the template adapter. Copy this file together with the adapter.
import { readTemplate } from '../../fixtures/template/inbound.ts';
import {
  type Expected,
  FROM_CUSTOMER,
  FROM_OPERATOR,
  FROM_PLATFORM,
  fixtureTable,
  NOISE,
} from './fixture-table.ts';

const here = { channel: '4', conversation: ['template', 'room-1'] };
const unrecognised = { type: 'template.unrecognised', ...FROM_PLATFORM, deduplicationKey: 'none' } as const;

const table: Record<string, Expected> = {
  'message-customer': { type: 'template.message', ...FROM_CUSTOMER, ...here, deduplicationKey: 'own' },
  'message-agent': { type: 'template.message', ...FROM_OPERATOR, ...here, deduplicationKey: 'own' },
  receipt: { type: 'template.receipt', ...NOISE, ...here, deduplicationKey: 'own' },
  'unknown-kind': { ...unrecognised, unrecognised: 'unknown_kind', conversation: ['template', 'room-1'] },
  'no-kind': { ...unrecognised, unrecognised: 'no_kind' },
};

fixtureTable('template', readTemplate, table);
