import { expect, test } from 'vitest';
import { metricsLine } from '../../../../functions/core/statistics/metrics.ts';

test('the line has CloudWatch’s embedded metric format, with name, value and dimension of each metric', () => {
  const line = metricsLine('Acuse', 1_764_000_000_000, {
    openErrorLogEntries: 3,
    waitsPastDeadline: 0,
    openBreakers: 1,
  });
  expect(line).not.toContain('\n');
  expect(JSON.parse(line ?? '')).toEqual({
    _aws: {
      Timestamp: 1_764_000_000_000,
      CloudWatchMetrics: [
        {
          Namespace: 'Acuse',
          Dimensions: [['Stack']],
          Metrics: [
            { Name: 'OpenErrorLogEntries', Unit: 'Count' },
            { Name: 'WaitsPastDeadline', Unit: 'Count' },
            { Name: 'OpenBreakers', Unit: 'Count' },
          ],
        },
      ],
    },
    Stack: 'Acuse',
    OpenErrorLogEntries: 3,
    WaitsPastDeadline: 0,
    OpenBreakers: 1,
  });
});
