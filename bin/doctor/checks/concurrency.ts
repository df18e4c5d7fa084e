// Whether ingest has room beside the other functions: docs/concurrency.md.
import { type Check, onFact } from '../check.ts';

/** Stats, the console and a command of an operator. */
const OTHERS = 3;

/** One acknowledges while another starts, and a result may come. */
const FEWEST = 3;

export const concurrency: Check = {
  name: 'room for acknowledging webhooks',
  look: ({ account, parameters }) =>
    onFact(account?.concurrency, (limit) => {
      const taken = ['WaitsMaxConcurrency', 'EventsMaxConcurrency', 'Sweepers']
        .map((name) => Number(parameters[name] ?? 0))
        .reduce((sum, one) => sum + one, OTHERS);
      const left = limit - taken;
      if (left >= FEWEST) return [];
      return [
        {
          problem: `the account may run ${limit} functions at once, of which ${Math.max(0, left)} are left for ingest in the worst case`,
          mend: 'ask AWS for more, which costs nothing: Service Quotas, AWS Lambda, Concurrent executions. Until then lower WaitsMaxConcurrency and EventsMaxConcurrency (docs/concurrency.md)',
        },
      ];
    }),
};
