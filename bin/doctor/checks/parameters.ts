// Parameters that do not go together. Each alone is permitted.
import { type Check, deadlineSecondsOf, type Finding } from '../check.ts';

/** What the worker keeps of its time for itself, in s: docs/parameters.md. */
const WORKER_RESERVE = 12;

/** Treble ends a waiting block after 300 s, unless its alternate flow has another time. */
const ALTERNATE_FLOW = 300;

export const parameters: Check = {
  name: 'parameters that go together',
  look(facts) {
    const value = (name: string) => Number(facts.parameters[name] ?? Number.NaN);
    const [call, worker] = [value('ProcessorTimeoutSeconds'), value('WorkerTimeoutSeconds')];
    const waiting = facts.sources.filter(({ waits, answers }) => waits || answers);
    return [
      ...(call > worker - WORKER_RESERVE
        ? [
            {
              problem: `ProcessorTimeoutSeconds is ${call}, and a worker of WorkerTimeoutSeconds=${worker} has only ${worker - WORKER_RESERVE} s for a call`,
              mend: 'npx cdk deploy --parameters WorkerTimeoutSeconds=…, or a lower ProcessorTimeoutSeconds',
            },
          ]
        : []),
      ...waiting.flatMap((source): Finding[] => {
        const deadline = deadlineSecondsOf(source, facts);
        const edit = `npx acuse source edit ${source.id} --deadline-seconds …`;
        if (deadline < call)
          return [
            {
              problem: `${source.id} waits ${deadline} s for a result, and one call of its processor may take ${call} s`,
              mend: `${edit}, or a lower ProcessorTimeoutSeconds`,
            },
          ];
        if (source.waits && deadline > ALTERNATE_FLOW)
          return [
            {
              problem: `${source.id} waits ${deadline} s, and Treble's alternate flow ends a block after ${ALTERNATE_FLOW} s unless its time is set longer`,
              mend: `set the alternate flow longer (docs/platforms/treble.md#alternate-flow), or ${edit}`,
              note: true,
            },
          ];
        return [];
      }),
    ];
  },
};
