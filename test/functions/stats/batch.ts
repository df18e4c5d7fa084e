// Builders of batches of CloudWatch Logs, with lines of API Gateway.
import { gzipSync } from 'node:zlib';
import { SOME_DAY_MS } from '../../contracts/virtual-clock.ts';

/** By default a POST to `treble` with the answer 200 after 12 ms. */
export const accessLine = (values: Record<string, unknown>): string =>
  JSON.stringify({
    time: String(SOME_DAY_MS),
    requestId: 'NqZ1ciJbIAMEPLQ=',
    method: 'POST',
    path: '/hooks/treble',
    status: '200',
    responseLatencyMs: '12',
    integrationError: '-',
    ...values,
  });

export const pack = (message: unknown) => ({
  awslogs: { data: gzipSync(JSON.stringify(message)).toString('base64') },
});

/** Ids count from `first`. */
export const dataMessage = (texts: readonly string[], first = 0) => ({
  messageType: 'DATA_MESSAGE',
  owner: '000000000000',
  logGroup: '/aws/vendedlogs/acuse/Acuse-x',
  logStream: 'stream',
  subscriptionFilters: ['filter'],
  logEvents: texts.map((message, at) => ({
    id: String(first + at).padStart(56, '0'),
    timestamp: SOME_DAY_MS + 1000,
    message,
  })),
});
