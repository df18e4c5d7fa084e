// What stands still now: paused destinations, waits past their deadline, deliveries in the error log. And an old
// version.
import { counted } from '../../../functions/runtime/format.ts';
import { type Check, onFact } from '../check.ts';
import { isRefusedKey } from './platforms.ts';

export const pauses: Check = {
  name: 'no destination is paused',
  look: (facts) =>
    onFact(facts.pauses, (breakers) =>
      breakers.map(({ destination }) => ({
        problem: `${destination} is not called, because its calls failed`,
        mend: `when it is back: npx acuse retry ${destination}`,
      })),
    ),
};

export const late: Check = {
  name: 'no conversation waits past its deadline',
  look: (facts) =>
    onFact(facts.late, ({ undecided, decided }) =>
      undecided + decided === 0
        ? []
        : [
            {
              problem: `${counted(undecided + decided, 'conversation')} past the deadline`,
              mend: 'npx acuse sessions (docs/runbook.md, "Waits are past their deadline")',
            },
          ],
    ),
};

export const failures: Check = {
  name: 'nothing is in the error log',
  look: (facts) =>
    onFact(facts.failures, (entries) => {
      const { length } = entries.filter((one) => !isRefusedKey(one));
      return length === 0
        ? []
        : [
            {
              problem: `${counted(length, 'delivery', 'deliveries')} of the last 24 h in the error log`,
              mend: 'npx acuse failures',
            },
          ];
    }),
};

export const version: Check = {
  name: 'the deployed version is this one',
  look({ kind, version: { own, deployed } }) {
    if (kind === 'local') return undefined;
    if (deployed === own) return [];
    const what = deployed === undefined ? 'an older version, which does not say its number' : deployed;
    return [{ problem: `deployed is ${what}, and this is ${own}`, mend: 'npx cdk deploy' }];
  },
};
