// The table of the adapter that stands to be copied, to be copied with it.
import { readTemplate } from '../../fixtures/template/inbound.ts';
import {
  CUSTOMER_SAYS,
  type Expected,
  fixtureTable,
  NOISE,
  OPERATOR_SAYS,
  PLATFORM_TELLS,
} from './fixture-table.ts';

const here = { channel: '4', conversation: ['template', 'room-1'] };
const unrecognised = { type: 'template.unrecognised', ...PLATFORM_TELLS, deduplicationKey: 'none' } as const;

const table: Record<string, Expected> = {
  'message-customer': { type: 'template.message', ...CUSTOMER_SAYS, ...here, deduplicationKey: 'own' },
  'message-agent': { type: 'template.message', ...OPERATOR_SAYS, ...here, deduplicationKey: 'own' },
  receipt: { type: 'template.receipt', ...NOISE, ...here, deduplicationKey: 'own' },
  'unknown-kind': { ...unrecognised, unrecognised: 'unknown_kind', conversation: ['template', 'room-1'] },
  'no-kind': { ...unrecognised, unrecognised: 'no_kind' },
};

fixtureTable('template', readTemplate, table);
