// Whether somebody does the work, can be reached, and knows our signature.
import type { Source } from '../../../functions/core/source/source.ts';
import { type Check, type Facts, type Finding, onFact, processorOf } from '../check.ts';
import type { ProcessorPing } from '../ping.ts';

export const processor: Check = {
  name: 'a processor for each source in use',
  look(facts) {
    const idle = facts.sources.filter(
      (source) => processorOf(source, facts) === 'none' && isUsed(source, facts),
    );
    return idle.map(({ id }) => ({
      problem: `nobody works on what comes to ${id}: its conversations go on as failed, no_processor`,
      mend: `npx acuse source edit ${id} --processor …`,
    }));
  },
};

/** It keeps conversations waiting, or webhooks came lately. */
function isUsed({ id, waits, answers }: Source, { stats }: Facts): boolean {
  if (waits || answers) return true;
  const health = 'found' in stats ? stats.found.sources.find((one) => one.id === id) : undefined;
  return health !== undefined && health.success + health.slow > 0;
}

export const reachable: Check = {
  name: 'the processors answer and take our signature',
  look: ({ pings }) => (pings.length === 0 ? undefined : pings.flatMap(judge)),
};

function judge({ source, host, answer }: ProcessorPing): Finding[] {
  const at = `the processor of ${source} at ${host}`;
  if (typeof answer === 'string')
    return [
      {
        problem: `${at} does not answer this machine (${answer})`,
        mend: `check that it runs at the address that npx acuse source show ${source} prints`,
      },
    ];
  if (answer === 401 || answer === 403)
    return [
      {
        problem: `${at} refuses our signature (${answer})`,
        mend: `give it the secret of npx acuse source show ${source}`,
      },
    ];
  if (answer >= 300 && answer < 400)
    return [
      {
        problem: `${at} answers with a redirect (${answer}), which is not followed`,
        mend: `npx acuse source edit ${source} --processor-url <the final address>`,
      },
    ];
  if (answer === 404 || answer === 405 || answer === 410)
    return [
      {
        problem: `${at} is not at this path (${answer})`,
        mend: `npx acuse source edit ${source} --processor-url …`,
      },
    ];
  if (answer >= 500)
    return [{ problem: `${at} answers ${answer} to an event of the type acuse.test`, mend: 'read its log' }];
  return [];
}

export const functions: Check = {
  name: 'the functions of the processor lambda exist',
  look: ({ account }) =>
    onFact(account?.missingFunctions, (missing) =>
      missing.map((name) => ({
        problem: `the function ${name} does not exist`,
        mend: 'correct the parameter ProcessorFunctionArns and deploy',
      })),
    ),
};
